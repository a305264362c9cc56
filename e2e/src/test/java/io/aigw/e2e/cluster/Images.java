package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The images that the tests' Pods run: made here from files, since no registry has them. */
final class Images {
  /** The original's examples name this one; here it is the simulator. */
  private static final String TEST_UPSTREAM = "docker.io/envoyproxy/ai-gateway-testupstream:latest";

  /** What {@link EnvoyPod} runs. */
  static final String ENVOY = "docker.io/envoyproxy/envoy:v1.40.0";

  private static final Path SIMULATOR = Checkout.file("simulator/target");

  private Images() {}

  static void load(TestCluster cluster) throws IOException, InterruptedException {
    Path archive = Checkout.OUTPUT.resolve("testupstream.tar");
    run(
        "java-image.sh",
        "--jvm",
        "-Xmx96m",
        "--jvm",
        "-XX:+UseSerialGC",
        "--jvm",
        "-XX:TieredStopAtLevel=1",
        TEST_UPSTREAM,
        archive.toString(),
        simulator().toString(),
        "io.aigw.simulator.Simulator");
    cluster.loadImage(archive);
    String envoy = Outcome.of(Checkout.file("build/envoy.sh").toString()).succeeded().out().strip();
    cluster.loadImage(Path.of(run("build-images.sh", "--envoy", envoy, ENVOY)));
  }

  /** The packaged simulator in a directory that holds nothing else. */
  private static Path simulator() throws IOException {
    Path program = Checkout.OUTPUT.resolve("testupstream");
    copy(SIMULATOR, "simulator.jar", program);
    copy(SIMULATOR.resolve("lib"), "*.jar", program.resolve("lib"));
    return program;
  }

  private static void copy(Path from, String names, Path to) throws IOException {
    Files.createDirectories(to);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(from, names)) {
      for (Path file : files) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static String run(String script, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("env", "JAVA_HOME=" + System.getProperty("java.home")));
    command.add(Checkout.file("e2e/rig").resolve(script).toString());
    command.addAll(List.of(arguments));
    return Outcome.of(Checkout.ROOT, command, Duration.ofMinutes(5)).succeeded().out().strip();
  }
}
