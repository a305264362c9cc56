package io.aigw.operator.command;

import io.aigw.operator.local.Unavailable;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aigw explain}: what is known of a pool's endpoints, and why the last ones were chosen. */
@Command(
    name = "explain",
    description = {
      "Show the endpoints of the pools that a processor chooses for, what they said last, and why",
      "the last choices were made. In a cluster each Envoy's Pod has one:",
      "kubectl port-forward POD 19002"
    },
    mixinStandardHelpOptions = true)
public final class ExplainCommand implements Callable<Integer> {

  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int OK = 200;

  @Parameters(
      arity = "0..1",
      paramLabel = "[NAMESPACE/]POOL",
      description = "this pool alone (default: all)")
  private @Nullable String pool;

  @Option(
      names = "--at",
      paramLabel = "HOST:PORT",
      defaultValue = "127.0.0.1:19002",
      description = "the processor's health address (${DEFAULT-VALUE})")
  private String at = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Unavailable, InterruptedException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    List<String> sections =
        Arrays.stream(page().split("\n\n", -1))
            .filter(section -> pool == null || isOf(section, pool))
            .toList();
    if (sections.isEmpty()) {
      throw new Unavailable(
          "%s was not asked about lately, or Envoy chooses for it by itself".formatted(pool));
    }
    out.println(String.join("\n\n", sections).stripTrailing());
    out.flush();
    return 0;
  }

  /**
   * The section begins with {@code KIND/NAMESPACE/NAME, } or {@code KIND/NAMESPACE/NAME/GROUP, }.
   */
  static boolean isOf(String section, String name) {
    String[] cluster = section.split(",", 2)[0].split("/", 4);
    return cluster.length > 2
        && (name.equals(cluster[2]) || name.equals(cluster[1] + "/" + cluster[2]));
  }

  private String page() throws Unavailable, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create("http://" + at + "/pools"))
                  .timeout(PATIENCE)
                  .build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != OK) {
        throw new Unavailable(
            "%s answers with status %d: %s"
                .formatted(at, answer.statusCode(), answer.body().strip()));
      }
      return answer.body();
    } catch (IOException | IllegalArgumentException e) {
      throw new Unavailable(
          "no processor answers at %s (%s): start aigw run with --health-address, or forward the port of an Envoy's Pod"
              .formatted(at, e));
    }
  }
}
