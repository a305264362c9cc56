package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The images that the tests' Pods run: made here from files, since no registry has them. */
final class Images {
  /** What {@link EnvoyPod} runs. */
  static final String ENVOY = "docker.io/envoyproxy/envoy:v1.40.0";

  private static final Path ARCHIVES = Checkout.OUTPUT.resolve("images");

  private Images() {}

  /** The program's own image. */
  static String program() throws IOException, InterruptedException {
    String version = Aigw.run("--version").succeeded().out().lines().findFirst().orElseThrow();
    return "localhost/" + version.replace(' ', ':');
  }

  static void load(TestCluster cluster) throws IOException, InterruptedException {
    String script = Checkout.file("e2e/build-images.sh").toString();
    Outcome.of(Checkout.ROOT, List.of(script, ARCHIVES.toString()), Duration.ofMinutes(10))
        .succeeded();
    for (String archive : List.of("aigw.tar", "envoy.tar", "testupstream.tar")) {
      cluster.loadImage(ARCHIVES.resolve(archive));
    }
  }
}
