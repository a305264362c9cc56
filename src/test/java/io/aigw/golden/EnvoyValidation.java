package io.aigw.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.testing.EnvoyBinary;
import io.aigw.testing.InlineBootstrap;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.Names;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Has a real Envoy check a snapshot, in its validate mode, which fetches nothing from a server. */
final class EnvoyValidation {

  private static final List<Cluster> ANSWERING =
      Stream.of(Names.PROCESSOR_CLUSTER, Names.CONTROLLER_CLUSTER)
          .map(
              name ->
                  Cluster.newBuilder().setName(name).setType(Cluster.DiscoveryType.STATIC).build())
          .toList();

  private EnvoyValidation() {}

  static void accepts(Snapshot snapshot, Path work) throws IOException, InterruptedException {
    Path config = work.resolve("bootstrap.pb");
    Files.write(
        config, StaticSecrets.put(snapshot, InlineBootstrap.of(snapshot, ANSWERING)).toByteArray());
    Process envoy =
        new ProcessBuilder(
                EnvoyBinary.path().toString(),
                "--mode",
                "validate",
                "-c",
                config.toString(),
                "--log-level",
                "warning")
            .redirectErrorStream(true)
            .start();
    String output = new String(envoy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(envoy.waitFor()).as(output).isZero();
  }
}
