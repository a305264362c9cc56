package io.aigw.operator.kubernetes.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.kubernetes.infrastructure.Blueprint.Owner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The objects of a Gateway's Envoys, whole. With {@code -Dgolden.update=true} the files are written
 * anew: read the difference.
 */
class BlueprintGoldenTest {

  private static final Path FILES = Path.of("src/test/resources/infrastructure");

  private static final InfrastructureSettings PLAIN = settings(false);
  private static final InfrastructureSettings ENCRYPTED = settings(true);

  private static InfrastructureSettings settings(boolean tls) {
    return new InfrastructureSettings(
        "registry.example/aigw:1",
        "docker.io/envoyproxy/envoy:distroless-v1.40.0",
        new Address.Tcp("aigw.aigw-system.svc", 18_000),
        tls);
  }

  @Test
  void withoutParameters() throws IOException {
    check("defaults", blueprint(ENCRYPTED, List.of(80), false, Map.of()));
  }

  @Test
  void withAllParametersAndAProcessor() throws IOException {
    check(
        "everything",
        blueprint(
            PLAIN,
            List.of(80, 8080, 19_001),
            true,
            Map.ofEntries(
                Map.entry("replicas", "3"),
                Map.entry("hpaMaxReplicas", "9"),
                Map.entry("hpaTargetCpuPercent", "70"),
                Map.entry("envoyImage", "registry.example/envoy:2"),
                Map.entry("workers", "4"),
                Map.entry("resources", "{requests: {cpu: 2, memory: 1Gi}, limits: {memory: 2Gi}}"),
                Map.entry("drainSeconds", "300"),
                Map.entry("serviceType", "LoadBalancer"),
                Map.entry("serviceAnnotations", "example.com/internal: \"true\"\nsize: 3"),
                Map.entry("loadBalancerClass", "example.com/lb"),
                Map.entry("externalTrafficPolicy", "Local"))));
  }

  @Test
  void withAnEnvoyOnEachNode() throws IOException {
    check(
        "daemon-set",
        blueprint(
            ENCRYPTED,
            List.of(443),
            false,
            Map.of("workload", "DaemonSet", "externalTrafficPolicy", "Local")));
  }

  private static Blueprint blueprint(
      InfrastructureSettings settings,
      List<Integer> ports,
      boolean processor,
      Map<String, String> parameters) {
    ParameterReader.Result read = ParameterReader.read(parameters);
    assertThat(read.problems()).isEmpty();
    return new Blueprint(
        new Owner(
            new ObjectKey(Kind.GATEWAY, "team", "llm.example"),
            "gateway.networking.k8s.io/v1",
            "00000000-0000-0000-0000-000000000001"),
        ports,
        processor,
        Map.of("cost-centre", "42"),
        Map.of("example.com/note", "hello"),
        read.parameters(),
        settings);
  }

  private static void check(String name, Blueprint blueprint) throws IOException {
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(EnvoyObjects.serviceAccount(blueprint));
    objects.add(EnvoyObjects.configMap(blueprint));
    objects.add(EnvoyObjects.service(blueprint));
    EnvoyWorkloads.deployment(blueprint).ifPresent(objects::add);
    EnvoyWorkloads.daemonSet(blueprint).ifPresent(objects::add);
    EnvoyObjects.disruptionBudget(blueprint).ifPresent(objects::add);
    EnvoyObjects.autoscaler(blueprint).ifPresent(objects::add);
    String actual = objects.stream().map(Serialization::asYaml).collect(Collectors.joining());
    Path file = FILES.resolve(name + ".yaml");
    if (Boolean.getBoolean("golden.update")) {
      Files.createDirectories(FILES);
      Files.writeString(file, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(file));
  }
}
