package io.aigw.xds.live;

import static io.aigw.xds.live.LiveGateway.IMPATIENT;
import static io.aigw.xds.live.Plans.cluster;
import static io.aigw.xds.live.Plans.plan;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.compile.Re2;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.Scope;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Expressions are judged before they are sent as Envoy judges them. */
@Timeout(60)
class ExpressionsTest {

  private static final List<String> GOOD =
      List.of(
          "gpt-4o(-mini)?|claude-[0-9]+\\.[0-9]+-.*",
          "(?i)llama[^/]*",
          "\\pL+",
          "[\\p{L}\\p{N}._-]*",
          "\\Q*[?\\E.{2,3}?",
          "(?P<name>a)|(?:b)*?",
          "[[:alpha:]\\d]{100}",
          "[^\\pL]",
          "[à-üé]{20}",
          "\\x{e9}|é",
          "\\pL{100}",
          "a{1,400}",
          "[]a]",
          "\\?\\*");

  private static final List<String> BAD =
      List.of(
          "",
          "(",
          "?",
          "a|?b",
          "(?a)",
          "a???",
          "b*??",
          "\\é",
          "[\\é]",
          "(a{100}){11}",
          "\\x{1F600}",
          "[\\x{e9}\\x{100}]",
          "\\1",
          "a(?=b)",
          "[z-a]");

  /** What may be too large, and what is half a character and would be sent as a question mark. */
  private static final List<String> DOUBTFUL =
      List.of("[acegikmoqsuwyACEGIKMOQSUWY02468!#%')+,./:;=?]{1000}", "x\ud800");

  @TempDir private Path folder;

  @Test
  void envoyTakesWhatTheCompilerLetsThrough() throws Exception {
    assertThat(GOOD).allMatch(expression -> Re2.problem(expression).isEmpty());
    assertThat(BAD).allMatch(expression -> Re2.problem(expression).isPresent());
    assertThat(DOUBTFUL).allMatch(expression -> Re2.problem(expression).isPresent());

    assertThat(refusedByEnvoy(GOOD)).isEmpty();
  }

  /** Otherwise what is left out would be left out for nothing. */
  @Test
  void envoyRefusesWhatTheCompilerLeavesOut() throws Exception {
    assertThat(refusedByEnvoy(BAD)).containsExactlyInAnyOrderElementsOf(BAD);
  }

  private Set<String> refusedByEnvoy(List<String> expressions) throws Exception {
    try (LiveGateway gateway = new LiveGateway(folder, IMPATIENT)) {
      gateway.startEnvoy("e1");
      List<Scope> scopes = new ArrayList<>();
      scopes.add(Plans.model("plain", "a"));
      for (int i = 0; i < expressions.size(); i++) {
        scopes.add(
            new Scope(
                Optional.of("m" + i),
                List.of(
                    Plans.route(
                        "ns/r/" + i,
                        Optional.of("m" + i),
                        List.of(new HeaderMatch.Regex("x-test", expressions.get(i))),
                        "a"))));
      }

      gateway.settle(plan(List.of(cluster("a")), scopes.toArray(Scope[]::new)));

      Set<String> refused = new TreeSet<>();
      gateway
          .proxy()
          .refused()
          .forEach(
              rejection -> {
                String name = rejection.resources().getFirst();
                refused.add(
                    expressions.get(
                        Integer.parseInt(name.substring("80|m/m".length(), name.length() - 1))));
              });
      return refused;
    }
  }
}
