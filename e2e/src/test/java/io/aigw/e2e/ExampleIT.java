package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Chat;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Http.Reply;
import io.aigw.e2e.kit.LocalGateway;
import io.aigw.e2e.kit.Outcome;
import io.aigw.e2e.kit.Program;
import io.aigw.e2e.kit.Programs;
import java.net.URI;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The README's first command: the example from files, with nothing but this checkout. */
class ExampleIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(ExampleIT.class);

  private static final String EXAMPLE = Checkout.file("examples/inference-extension").toString();
  private static final String MODEL = "mistral:latest";
  private static final String HEADER = "x-target-inference-extension";

  @Test
  void theExampleAnswersAsThePageSaysAndCtrlCEndsAllOfIt() throws Exception {
    Program program = PROGRAMS.start("run", Aigw.command("run", EXAMPLE));
    Http gateway = new Http(LocalGateway.awaitUrl(program));

    String curl = program.awaitLog("^\\s*(curl .+)$").group(1);
    Outcome pasted = Outcome.of("bash", "-c", curl).succeeded();
    assertThat(Http.json(pasted.out()).path("object").asText())
        .as(pasted.toString())
        .isEqualTo("chat.completion");

    Set<String> pool = new HashSet<>();
    Set<String> streams = new HashSet<>();
    Set<String> direct = new HashSet<>();
    for (int i = 0; i < 40; i++) {
      pool.add(ok(gateway.chat(MODEL, HEADER, "yes")).server());
      Reply stream = ok(gateway.post("/v1/chat/completions", Chat.streamed(MODEL), HEADER, "yes"));
      assertThat(stream.body()).endsWith("data: [DONE]\n\n");
      streams.add(stream.server());
      direct.add(ok(gateway.chat(MODEL, HEADER, "no")).server());
    }
    assertThat(pool).as("spread over the pool").hasSizeGreaterThan(1);
    assertThat(streams).isEqualTo(pool);
    assertThat(direct).as("the backend that the rule names").isNotEmpty().isNotEqualTo(pool);

    assertThat(program.started()).as("the servers and Envoy, too").hasSizeGreaterThan(2);
    assertThat(program.interrupt()).as("the exit code of Ctrl-C").isIn(0, 130);
    eventually(() -> assertThat(program.started()).isEmpty());
  }

  @Test
  void theOriginalsFileRunsUnmodifiedAndAgain() throws Exception {
    String file = Checkout.upstream("inference_extension.yaml").toString();
    for (int start = 0; start < 2; start++) {
      Program program = PROGRAMS.start("run", Aigw.command("run", file));
      String url = LocalGateway.awaitUrl(program);
      assertThat(URI.create(url).getPort()).as("80, or moved").isNotZero();
      Http gateway = new Http(url);
      Set<String> servers = new HashSet<>();
      for (int i = 0; i < 30; i++) {
        servers.add(ok(gateway.chat(MODEL, HEADER, "yes")).server());
      }
      assertThat(servers).as("one for each replica").hasSize(3);
      program.interrupt();
      eventually(() -> assertThat(program.started()).isEmpty());
    }
  }

  private static Reply ok(Reply reply) {
    assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    return reply;
  }
}
