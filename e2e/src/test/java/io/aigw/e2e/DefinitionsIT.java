package io.aigw.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The CRDs take, refuse and keep what {@code crds/testdata} says. */
@ExtendWith(ClusterExtension.class)
class DefinitionsIT {
  private static final String GROUP = "aigateway.envoyproxy.io/";
  private static final String EXPECTATION = "# expect: ";

  @SuppressWarnings("NullAway.Init")
  private static KubernetesClient client;

  @BeforeAll
  static void connect(TestCluster cluster) throws IOException {
    client = cluster.client();
  }

  @AfterAll
  static void disconnect() {
    client.close();
  }

  static Stream<String> valid() throws IOException {
    return files("valid");
  }

  static Stream<String> invalid() throws IOException {
    return files("invalid");
  }

  @ParameterizedTest
  @MethodSource
  void valid(String file) throws IOException {
    GenericKubernetesResource object = parse(file);
    for (String written : versions(object)) {
      object.setApiVersion(written);
      objects(written, object.getKind()).resource(object).create();
      try {
        for (String read : versions(object)) {
          GenericKubernetesResource kept =
              objects(read, object.getKind()).withName(object.getMetadata().getName()).get();
          assertThat(kept.getApiVersion()).isEqualTo(read);
          assertKept(spec(object), spec(kept), read);
          if (object.getMetadata().getName().contains("every-field")) {
            assertThat(spec(kept)).as("as it was sent").isEqualTo(spec(object));
          }
        }
      } finally {
        objects(written, object.getKind()).resource(object).delete();
      }
    }
  }

  @ParameterizedTest
  @MethodSource
  void invalid(String file) throws IOException {
    String expected =
        Files.readAllLines(path(file)).getFirst().substring(EXPECTATION.length()).strip();
    GenericKubernetesResource object = parse(file);
    for (String version : versions(object)) {
      object.setApiVersion(version);
      assertThatThrownBy(
              () -> objects(version, object.getKind()).resource(object).dryRun().create())
          .as(version)
          .isInstanceOf(KubernetesClientException.class)
          .hasMessageContaining(expected);
    }
  }

  /** Objects of our own group behave alike in both versions. */
  private static List<String> versions(GenericKubernetesResource object) {
    return object.getApiVersion().startsWith(GROUP)
        ? List.of(GROUP + "v1alpha1", GROUP + "v1beta1")
        : List.of(object.getApiVersion());
  }

  /** Everything sent came back; defaults may have been added. */
  private static void assertKept(JsonNode sent, JsonNode kept, String where) {
    if (sent.isObject()) {
      assertThat(kept.isObject()).as(where).isTrue();
      sent.properties()
          .forEach(
              field ->
                  assertKept(
                      field.getValue(), kept.path(field.getKey()), where + " " + field.getKey()));
    } else if (sent.isArray()) {
      assertThat(kept).as(where).hasSameSizeAs(sent);
      for (int i = 0; i < sent.size(); i++) {
        assertKept(sent.get(i), kept.get(i), where + " " + i);
      }
    } else {
      assertThat(kept).as(where).isEqualTo(sent);
    }
  }

  private static NonNamespaceOperation<
          GenericKubernetesResource, ?, Resource<GenericKubernetesResource>>
      objects(String version, String kind) {
    return client.genericKubernetesResources(version, kind).inNamespace("default");
  }

  private static JsonNode spec(GenericKubernetesResource object) {
    return client.getKubernetesSerialization().convertValue(object, JsonNode.class).path("spec");
  }

  private static GenericKubernetesResource parse(String file) throws IOException {
    return client
        .getKubernetesSerialization()
        .unmarshal(Files.readString(path(file)), GenericKubernetesResource.class);
  }

  private static Stream<String> files(String directory) throws IOException {
    try (Stream<Path> files = Files.list(path(directory))) {
      return files.map(file -> directory + "/" + file.getFileName()).sorted().toList().stream();
    }
  }

  private static Path path(String name) {
    return Checkout.file("crds/testdata").resolve(name);
  }
}
