package io.aigw.operator.bootstrap;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.testing.Programs;
import io.aigw.operator.trust.Authority;
import io.aigw.operator.trust.Credential;
import io.aigw.operator.trust.Identities;
import io.aigw.operator.trust.Issuer;
import io.aigw.operator.trust.Issuer.Purpose;
import io.aigw.operator.trust.Pem;
import io.aigw.xds.translate.Names;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.extensions.clusters.aggregate.v3.ClusterConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EnvoyBootstrapTest {

  private static final Address ADMIN = new Address.Tcp("127.0.0.1", 33011);

  @TempDir private Path directory;

  @Test
  void envoyAcceptsWhatIsPrinted() throws IOException, InterruptedException, Unavailable {
    for (Bootstrap bootstrap : settings().map(EnvoyBootstrap::of).toList()) {
      Path file = directory.resolve("envoy.yaml");
      Files.writeString(file, EnvoyBootstrap.json(bootstrap));
      assertThat(validate(file)).contains("configuration '" + file + "' OK");
    }
  }

  @Test
  void envoyAcceptsCertificatesFromFilesReadOnceOrWatched() throws Exception {
    Authority authority = Authority.create(Instant.now());
    Credential own =
        Issuer.leaf(
            authority.signer(), Identities.ofGateway("team/llm"), Purpose.CLIENT, Instant.now());
    Path ca = Files.writeString(directory.resolve("ca.crt"), Pem.of(authority.trusted()));
    Path crt = Files.writeString(directory.resolve("tls.crt"), Pem.of(List.of(own.certificate())));
    Path key = Files.writeString(directory.resolve("tls.key"), Pem.of(own.key()));
    for (Optional<Path> secrets : List.of(Optional.<Path>empty(), Optional.of(directory))) {
      XdsTls tls = new XdsTls(ca, crt, key, secrets);
      for (var file : XdsTransport.secrets(tls).entrySet()) {
        Files.writeString(directory.resolve(file.getKey()), file.getValue());
      }
      BootstrapSettings settings =
          new BootstrapSettings(
              "team/llm",
              "one",
              Address.parse("aigw.aigw-system.svc:18000"),
              Optional.of(tls),
              Address.parse("127.0.0.1:33012"),
              Optional.of(new Address.Socket(directory.resolve("relay"))),
              ADMIN,
              OptionalInt.empty(),
              BootstrapSettings.DEFAULT_MAX_CONNECTIONS,
              OptionalLong.empty());
      Path file = directory.resolve("envoy.yaml");
      String text = EnvoyBootstrap.json(EnvoyBootstrap.of(settings));
      Files.writeString(file, text);
      assertThat(validate(file)).contains("configuration '" + file + "' OK");
      assertThat(text)
          .contains("envoy.transport_sockets.tls")
          .contains(secrets.isPresent() ? "xds-certificate.json" : Identities.CONTROLLER);
    }
  }

  @Test
  void theGatewayIsTheClusterByWhichTheXdsServerKnowsItsGroup() {
    Bootstrap bootstrap = EnvoyBootstrap.of(settings().findFirst().orElseThrow());

    assertThat(bootstrap.getNode().getCluster()).isEqualTo("team/llm");
    assertThat(bootstrap.getNode().getId()).isEqualTo("one");
    assertThat(bootstrap.getDynamicResources().getAdsConfig().getSetNodeOnFirstMessageOnly())
        .isTrue();
  }

  @Test
  void theControllerIsAskedWhereTheProcessorIsNotThere() {
    assertThat(askedInOrder(Address.parse("unix:/run/processor")))
        .containsExactly("aigw-own-processor", Names.CONTROLLER_CLUSTER);
  }

  @Test
  void aControllerThatIsTheProcessorIsAskedOverItsOwnConnection() {
    assertThat(askedInOrder(Address.parse("aigw.aigw-system.svc:18000")))
        .containsExactly(Names.CONTROLLER_CLUSTER);
  }

  @Test
  void theAdministrationInterfaceMayNotBeReachedFromElsewhere() {
    assertThatThrownBy(() -> settings(new Address.Tcp("0.0.0.0", 9901), OptionalLong.empty()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0.0.0.0");
  }

  /** The clusters that stand for the processor; each of them is in the bootstrap. */
  private static List<String> askedInOrder(Address processor) {
    BootstrapSettings settings =
        new BootstrapSettings(
            "team/llm",
            "one",
            Address.parse("aigw.aigw-system.svc:18000"),
            processor,
            ADMIN,
            OptionalInt.empty(),
            10,
            OptionalLong.empty());
    Map<String, Cluster> clusters =
        EnvoyBootstrap.of(settings).getStaticResources().getClustersList().stream()
            .collect(Collectors.toMap(Cluster::getName, Function.identity()));
    List<String> asked =
        aggregate(requireNonNull(clusters.get(Names.PROCESSOR_CLUSTER))).getClustersList();
    assertThat(clusters).containsKeys(asked.toArray(String[]::new));
    return asked;
  }

  private static ClusterConfig aggregate(Cluster cluster) {
    try {
      return cluster.getClusterType().getTypedConfig().unpack(ClusterConfig.class);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  private Stream<BootstrapSettings> settings() {
    return Stream.of(
        settings(ADMIN, OptionalLong.empty()),
        settings(new Address.Socket(directory.resolve("admin")), OptionalLong.of(1L << 30)),
        new BootstrapSettings(
            "team/llm",
            "two",
            Address.parse("aigw.aigw-system.svc:18000"),
            Address.parse("[::1]:18001"),
            ADMIN,
            OptionalInt.of(19_001),
            10,
            OptionalLong.empty()));
  }

  private BootstrapSettings settings(Address admin, OptionalLong maxHeapBytes) {
    return new BootstrapSettings(
        "team/llm",
        "one",
        new Address.Socket(directory.resolve("xds")),
        Address.parse("127.0.0.1:33012"),
        admin,
        OptionalInt.empty(),
        BootstrapSettings.DEFAULT_MAX_CONNECTIONS,
        maxHeapBytes);
  }

  private static String validate(Path file) throws IOException, InterruptedException, Unavailable {
    Process envoy =
        new ProcessBuilder(Programs.envoy().toString(), "--mode", "validate", "-c", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(envoy.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    envoy.waitFor();
    return output;
  }
}
