package io.aigw.operator.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Secret;
import io.aigw.api.Service;
import io.aigw.operator.files.Change.FieldChange;
import io.aigw.operator.files.Change.What;
import io.aigw.operator.files.Finding.Severity;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FileStoreTest {

  private static final Path A = Path.of("dir/a.yaml");
  private static final Path B = Path.of("dir/b.yaml");

  private final FileStore store = new FileStore();

  @Test
  void objectsAreInTheDefaultNamespaceWhichExists() {
    store.put(A, service("one", 80));

    assertThat(ids()).containsExactly("namespace default", "service default/one");
    ApiObject namespace = store.contents().objects().getFirst();
    assertThat(namespace.metadata().labels())
        .containsExactly(Map.entry("kubernetes.io/metadata.name", "default"));
  }

  @Test
  void aNamespaceOfAFileKeepsItsLabels() {
    store.put(
        A,
        """
        apiVersion: v1
        kind: Namespace
        metadata: {name: team, labels: {tier: gold}}
        """);

    assertThat(store.contents().objects().getFirst().metadata().labels())
        .containsOnly(Map.entry("tier", "gold"), Map.entry("kubernetes.io/metadata.name", "team"));
  }

  @Test
  void aChangeOfASecretIsToldWithoutItsValue() {
    store.put(A, secret("sk-before"));
    FileContents before = store.contents();
    store.put(A, secret("sk-after"));

    List<Change> changes = store.contents().changesSince(before);

    assertThat(changes)
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.fields())
                  .extracting(FieldChange::path)
                  .containsExactly("metadata.annotations.last", "stringData.apiKey");
              assertThat(change.toString()).doesNotContain("sk-before", "sk-after");
            });
    assertThat(store.contents().objects().toString()).doesNotContain("sk-after");
    assertThat(store.contents().objects())
        .filteredOn(Secret.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Secret.class, secret -> assertThat(secret.text("apiKey")).contains("sk-after"));
  }

  private static String secret(String key) {
    return """
    apiVersion: v1
    kind: Secret
    metadata: {name: key, annotations: {last: %s}}
    stringData: {apiKey: %s}
    """
        .formatted(key, key);
  }

  @Test
  void listsAreUnwrapped() {
    store.put(
        A,
        """
        apiVersion: v1
        kind: List
        items:
          - apiVersion: v1
            kind: Service
            metadata: {name: one}
            spec: {ports: [{port: 80}]}
          - apiVersion: v1
            kind: Service
            metadata: {name: two}
            spec: {}
            spek: {}
        """);

    assertThat(ids()).contains("service default/one", "service default/two");
    assertThat(store.contents().findings())
        .containsExactly(
            new Finding(
                Severity.WARNING,
                new Place(A, 12),
                "service default/two",
                "spek",
                "is no field of Service; it has no effect"));
  }

  @Test
  void jsonIsReadTooEvenWithTabs() {
    store.put(
        Path.of("a.json"),
        """
        {
        \t"apiVersion": "v1",
        \t"kind": "Service",
        \t"metadata": {"name": "one"},
        \t"spec": {"ports": [{"port": 80}]}
        }
        """);

    assertThat(ids()).contains("service default/one");
  }

  @Test
  void anObjectWithoutACreationTimeHasTheSameAgeAfterEveryStart() {
    store.put(A, service("one", 80));
    FileStore restarted = new FileStore();
    restarted.put(A, service("one", 80));

    assertThat(restarted.contents().objects()).isEqualTo(store.contents().objects());
  }

  @Test
  void anUnknownFieldIsReportedWhereItIs() {
    store.put(
        A,
        """
        # a comment
        apiVersion: aigateway.envoyproxy.io/v1alpha1
        kind: AIServiceBackend
        metadata:
          name: one
        spec:
          backendRef:
            name: one
            prot: 80
        """);

    assertThat(store.contents().findings())
        .containsExactly(
            new Finding(
                Severity.WARNING,
                new Place(A, 9),
                "aiservicebackend default/one",
                "spec.backendRef.prot",
                "is no field of AIServiceBackend; it has no effect"));
    assertThat(ids()).contains("aiservicebackend default/one");
  }

  @Test
  void kindsThatTheGatewayDoesNotReadAreNoted() {
    store.put(A, "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: x}\n");

    assertThat(store.contents().findings())
        .extracting(Finding::severity, Finding::message)
        .containsExactly(tuple(Severity.NOTE, "StatefulSet of apps/v1 is not read by the gateway"));
  }

  @Test
  void aVersionThatIsNotUnderstoodIsAMistake() {
    store.put(A, backend("one", 1));
    store.put(A, backend("one", 2).replace("v1alpha1", "v9"));

    assertThat(port("one")).isEqualTo(1);
    assertThat(store.contents().findings().getFirst().message())
        .contains("v9 is not understood; versions: v1beta1, v1alpha1");
  }

  @Test
  void wordsThatOlderYamlTakesForBooleansAreText() {
    store.put(A, service("one", 80) + "  selector: {app: yes}\n");

    assertThat(store.contents().findings()).isEmpty();
    assertThat(store.contents().objects())
        .filteredOn(object -> object instanceof Service)
        .extracting(object -> ((Service) object).spec().selector())
        .containsExactly(Map.of("app", "yes"));
  }

  @Test
  void aFileThatIsNoYamlKeepsAllItsObjects() {
    store.put(A, service("one", 80) + "---\n" + service("two", 80));
    store.put(A, "kind: [\n");

    assertThat(ids()).contains("service default/one", "service default/two");
    assertThat(store.contents().findings())
        .extracting(Finding::severity, Finding::place)
        .containsExactly(tuple(Severity.ERROR, new Place(A, 2)));
  }

  @Test
  void aBrokenDocumentLeavesTheOthersReadable() {
    store.put(A, backend("one", 1) + "---\n" + backend("two", 1));
    store.put(A, "kind: {{\n---\n" + backend("two", 2));

    assertThat(port("one")).isEqualTo(1);
    assertThat(port("two")).isEqualTo(2);
  }

  @Test
  void aDocumentThatDoesNotDecodeKeepsItsObjectAlone() {
    store.put(A, backend("one", 1) + "---\n" + backend("two", 1));
    store.put(A, backend("one", 2).replace("port: 2", "port: many"));

    assertThat(port("one")).isEqualTo(1);
    assertThat(ids()).doesNotContain("aiservicebackend default/two");
    assertThat(store.contents().findings())
        .extracting(Finding::severity, Finding::object, Finding::field)
        .containsExactly(
            tuple(Severity.ERROR, "aiservicebackend default/one", "spec.backendRef.port"));
  }

  @Test
  void aMistakeThatIsMendedCountsAgain() {
    store.put(A, backend("one", 1));
    store.put(A, "}{");
    store.put(A, backend("one", 3));

    assertThat(port("one")).isEqualTo(3);
    assertThat(store.contents().findings()).isEmpty();
  }

  @Test
  void whatIsGoneFromAReadableFileIsGone() {
    store.put(A, service("one", 80) + "---\n" + service("two", 80));
    store.put(A, service("two", 80));

    assertThat(ids()).doesNotContain("service default/one").contains("service default/two");
  }

  @Test
  void aDeletedFileTakesItsObjectsAlong() {
    store.put(A, service("one", 80));
    store.put(B, service("two", 80));
    store.remove(A);

    assertThat(ids()).containsExactly("namespace default", "service default/two");
  }

  @Test
  void ofTwoFilesWithTheSameObjectTheFirstByPathCountsInWhateverOrderTheyCame() {
    store.put(B, backend("one", 2));
    store.put(A, backend("one", 1));

    assertThat(port("one")).isEqualTo(1);
    assertThat(store.contents().findings())
        .containsExactly(
            new Finding(
                Severity.ERROR,
                new Place(B, 1),
                "aiservicebackend default/one",
                "metadata.name",
                "is the same object as in dir/a.yaml:1, which counts"));
  }

  @Test
  void ofTwoDocumentsWithTheSameObjectTheFirstCounts() {
    store.put(A, backend("one", 1) + "---\n" + backend("one", 2));

    assertThat(port("one")).isEqualTo(1);
    assertThat(store.contents().findings().getFirst().place()).isEqualTo(new Place(A, 8));
  }

  @Test
  void aDocumentThatIsNoObjectIsAMistake() {
    store.put(A, "just: text\n---\n- a list\n");

    assertThat(store.contents().findings())
        .extracting(Finding::severity, Finding::field, finding -> finding.place().line())
        .containsExactly(tuple(Severity.ERROR, "apiVersion", 1), tuple(Severity.ERROR, "", 3));
  }

  @Test
  void aKeyThatIsThereTwiceIsAMistake() {
    store.put(A, service("one", 80) + "kind: Service\n");

    assertThat(store.contents().findings().getFirst().severity()).isEqualTo(Severity.ERROR);
    assertThat(store.contents().findings().getFirst().message()).contains("duplicate key");
  }

  @Test
  void deploymentsAreReadForWhatPlaysTheCluster() {
    store.put(
        A,
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: model, namespace: team}
        spec:
          replicas: 3
          template:
            metadata: {labels: {app: model}}
            spec:
              containers:
                - image: anything
                  ports: [{name: http, containerPort: 8000}, {containerPort: 9000}]
                  env: [{name: SIMULATOR_MODEL, value: m}, {name: OTHER, value: x}]
        """);

    assertThat(store.contents().deployments())
        .containsExactly(
            new Deployment(
                "team",
                "model",
                3,
                Map.of("app", "model"),
                Map.of("http", 8000),
                Map.of("SIMULATOR_MODEL", "m")));
    assertThat(store.contents().findings()).isEmpty();
  }

  @Test
  void tellsWhichFieldChangedFromWhatToWhat() {
    store.put(A, backend("one", 1) + "---\n" + service("gone", 80));
    FileContents before = store.contents();
    store.put(A, backend("one", 2) + "---\n" + service("new", 80));

    assertThat(store.contents().changesSince(before))
        .containsExactly(
            new Change(What.REMOVED, "service default/gone", new Place(A, 8), List.of()),
            new Change(
                What.CHANGED,
                "aiservicebackend default/one",
                new Place(A, 6),
                List.of(new FieldChange("spec.backendRef.port", "1", "2"))),
            new Change(What.ADDED, "service default/new", new Place(A, 8), List.of()));
  }

  private List<String> ids() {
    return store.contents().objects().stream().map(object -> object.key().toString()).toList();
  }

  private int port(String name) {
    ObjectKey key = new ObjectKey(Kind.AI_SERVICE_BACKEND, "default", name);
    return store.contents().objects().stream()
        .filter(object -> object.key().equals(key))
        .map(AiServiceBackend.class::cast)
        .findFirst()
        .orElseThrow()
        .spec()
        .backendRef()
        .port();
  }

  private static String service(String name, int port) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s}
    spec:
      ports: [{port: %d}]
    """
        .formatted(name, port);
  }

  private static String backend(String name, int port) {
    return """
    apiVersion: aigateway.envoyproxy.io/v1alpha1
    kind: AIServiceBackend
    metadata: {name: %s}
    spec:
      schema: {name: OpenAI}
      backendRef: {name: x, kind: Service, port: %d}
    """
        .formatted(name, port);
  }
}
