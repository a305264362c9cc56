package io.aigw.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Action;
import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Target;
import io.aigw.status.Condition;
import io.aigw.testing.YamlObjects;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.GatewayTranslator;
import io.aigw.xds.translate.RequestLimits;
import io.aigw.xds.translate.TranslatorSettings;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How the members of a pool become clusters, and its requests shares in them. */
class SplitPoolsTest {

  private static final String POOL = "pool/default/pool";

  private final Compiler compiler =
      new Compiler(new CompilerOptions(CompilerOptions.DEFAULTS.controllerNames(), true, false));
  private final GatewayTranslator translator =
      new GatewayTranslator(TranslatorSettings.everywhere(RequestLimits.DEFAULTS));
  private final Map<String, String> objects = new LinkedHashMap<>();

  @BeforeEach
  void route() {
    objects.put(
        "route",
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: GatewayClass
        metadata: {name: aigw}
        spec: {controllerName: aigw.io/gatewayclass-controller}
        ---
        apiVersion: gateway.networking.k8s.io/v1
        kind: Gateway
        metadata: {name: gateway}
        spec: {gatewayClassName: aigw, listeners: [{name: l, protocol: HTTP, port: 80}]}
        ---
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIGatewayRoute
        metadata: {name: route}
        spec:
          parentRefs: [{name: gateway}]
          rules:
            - matches: [{headers: [{name: x-ai-eg-model, value: m}]}]
              backendRefs: [{group: inference.networking.k8s.io, kind: InferencePool, name: pool}]
        """);
    pool("");
  }

  @Test
  void sharesAreThoseOfTheEndpoints() {
    member("plain", "ip: {address: 10.0.0.1, port: 8000}", "ip: {address: 10.0.0.2, port: 8000}");
    member("named", "fqdn: {hostname: models.test, port: 8000}");
    member("secure", "ip: {address: 10.0.0.3, port: 8000}");
    tls("secure", "models.test");

    assertThat(shares(compiled()))
        .hasSize(3)
        .containsEntry(POOL, 2)
        .containsValues(1)
        .satisfies(
            all ->
                assertThat(all.keySet())
                    .allMatch(
                        name -> name.matches(POOL + "(|/names-[0-9a-f]{12}|/tls-[0-9a-f]{12})")));
    assertThat(message())
        .startsWith("4 ready endpoints in 3 groups that differ in name or address, TLS: 2 of ");
  }

  @Test
  void aGroupWithoutEndpointsHasNoShareAndStaysACluster() {
    member("plain", "ip: {address: 10.0.0.1, port: 8000}");
    service("h2c", "10.0.0.2");
    String http2 = onlyOther(compiled());

    service("h2c");
    GatewayPlan without = compiled();
    assertThat(shares(without)).containsOnly(Map.entry(POOL, 1));
    assertThat(without.clusters().keySet()).containsExactly(POOL, http2);

    service("h2c", "10.0.0.3", "10.0.0.4");
    assertThat(shares(compiled()))
        .containsOnly(Map.entry(POOL, 333_333), Map.entry(http2, 666_667));
  }

  @Test
  void aNameNeverChangesItsMeaning() {
    member("a", "ip: {address: 10.0.0.1, port: 8000}");
    member("b", "ip: {address: 10.0.0.2, port: 8000}");
    member("c", "ip: {address: 10.0.0.3, port: 8000}");
    tls("b", "b.test");
    tls("c", "c.test");
    GatewayPlan all = compiled();

    Set<String> seen = new TreeSet<>();
    for (String gone : List.of("a", "b", "c")) {
      Map<String, String> before = new LinkedHashMap<>(objects);
      objects.remove("member " + gone);
      for (Cluster left : compiled().clusters().values()) {
        assertThat(left).isEqualTo(all.clusters().get(left.name()));
        seen.add(left.name());
      }
      objects.clear();
      objects.putAll(before);
    }
    assertThat(seen).hasSize(3).contains(POOL);
  }

  @Test
  void ofAPoolThatDoesNotSplitEndpointsAloneArePushed() {
    service("one", "10.0.0.1");
    Snapshot one = translated();
    service("one", "10.0.0.1", "10.0.0.2");
    Snapshot two = translated();
    service("one");
    Snapshot none = translated();

    assertThat(changedTypes(one, two)).containsExactly("ClusterLoadAssignment");
    assertThat(changedTypes(two, none)).containsExactly("ClusterLoadAssignment");
    assertThat(changedTypes(none, one)).containsExactly("ClusterLoadAssignment");
  }

  @Test
  void ofOneThatSplitsNewSharesArePushedWithTheEndpointsAndNothingElse() {
    member("plain", "ip: {address: 10.0.0.1, port: 8000}");
    member("secure", "ip: {address: 10.0.0.2, port: 8000}");
    tls("secure", "models.test");
    Snapshot before = translated();

    member("plain", "ip: {address: 10.0.0.9, port: 8000}");
    Snapshot another = translated();
    assertThat(changedTypes(before, another)).containsExactly("ClusterLoadAssignment");

    member("plain", "ip: {address: 10.0.0.9, port: 8000}", "ip: {address: 10.0.0.1, port: 8000}");
    assertThat(changedTypes(another, translated()))
        .containsExactly("ClusterLoadAssignment", "ScopedRouteConfiguration");
  }

  @Test
  void ofThoseThatAnEndpointPickerChoosesAmongOneGroupIsServed() {
    objects.put(
        "picker",
        """
        apiVersion: v1
        kind: Service
        metadata: {name: epp}
        spec: {ports: [{port: 9002}]}
        """);
    pool(", endpointPickerRef: {name: epp, port: {number: 9002}}");
    member("secure", "ip: {address: 10.0.0.2, port: 8000}");
    tls("secure", "models.test");
    assertThat(shares(compiled()).keySet()).noneMatch(POOL::equals).hasSize(1);

    objects.put(
        "pod",
        """
        apiVersion: v1
        kind: Pod
        metadata: {name: pod, labels: {app: llm}}
        status: {podIP: 10.0.0.1, conditions: [{type: Ready, status: "True"}]}
        """);
    assertThat(shares(compiled())).containsOnly(Map.entry(POOL, 1));
    assertThat(message())
        .isEqualTo(
            "the endpoint picker service default/epp has no ready endpoint: requests get an error; "
                + "aiservicebackend default/secure is out: members of which an endpoint picker chooses may not differ in TLS; "
                + "1 ready endpoint");
  }

  // --- fixture ---------------------------------------------------------------------------------

  private void pool(String more) {
    objects.put(
        "pool",
        """
        apiVersion: inference.networking.k8s.io/v1
        kind: InferencePool
        metadata: {name: pool}
        spec: {selector: {matchLabels: {app: llm}}, targetPorts: [{number: 8000}]%s}
        """
            .formatted(more));
  }

  /** A member whose endpoints are a Backend's. */
  private void member(String name, String... endpoints) {
    objects.put("member " + name, backend(name, "group: gateway.envoyproxy.io, kind: Backend"));
    objects.put(
        "endpoints of " + name,
        """
        apiVersion: gateway.envoyproxy.io/v1alpha1
        kind: Backend
        metadata: {name: %s}
        spec: {endpoints: [{%s}]}
        """
            .formatted(name, String.join("}, {", endpoints)));
  }

  /** A member whose endpoints are those of a Service, which speaks HTTP/2. */
  private void service(String name, String... addresses) {
    objects.put("member " + name, backend(name, "kind: Service, port: 8000"));
    objects.put(
        "endpoints of " + name,
        """
        apiVersion: v1
        kind: Service
        metadata: {name: %s}
        spec: {ports: [{port: 8000, appProtocol: kubernetes.io/h2c}]}
        ---
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: %s, labels: {kubernetes.io/service-name: %s}}
        addressType: IPv4
        ports: [{port: 8000}]
        endpoints: [{addresses: [%s]}]
        """
            .formatted(name, name, name, String.join(", ", addresses)));
  }

  private static String backend(String name, String ref) {
    return """
        apiVersion: aigateway.envoyproxy.io/v1beta1
        kind: AIServiceBackend
        metadata: {name: %s, labels: {app: llm}}
        spec: {schema: {name: OpenAI}, backendRef: {%s, name: %s}}
        """
        .formatted(name, ref, name);
  }

  private void tls(String name, String hostname) {
    objects.put(
        "tls of " + name,
        """
        apiVersion: gateway.networking.k8s.io/v1
        kind: BackendTLSPolicy
        metadata: {name: %s}
        spec:
          targetRefs: [{group: gateway.envoyproxy.io, kind: Backend, name: %s}]
          validation: {wellKnownCACertificates: System, hostname: %s}
        """
            .formatted(name, name, hostname));
  }

  private Compilation compilation() {
    return compiler.compile(YamlObjects.read(String.join("---\n", objects.values())));
  }

  private GatewayPlan compiled() {
    return compilation().gateways().values().iterator().next();
  }

  private Snapshot translated() {
    return translator.translate(compiled());
  }

  private String message() {
    ObjectKey pool = new ObjectKey(Kind.INFERENCE_POOL, "default", "pool");
    return Objects.requireNonNull(compilation().verdicts().get(pool))
        .parents()
        .getFirst()
        .conditions()
        .stream()
        .filter(condition -> condition.type().equals("Accepted"))
        .map(Condition::message)
        .findFirst()
        .orElseThrow();
  }

  /** The weights of the clusters that the one rule leads to. */
  private static Map<String, Integer> shares(GatewayPlan plan) {
    Action action =
        Objects.requireNonNull(plan.listeners().getFirst().byModel().get("m"))
            .routes()
            .getFirst()
            .action();
    Map<String, Integer> shares = new LinkedHashMap<>();
    for (Target target : ((Action.Forward) action).targets()) {
      shares.put(target.cluster().orElseThrow(), target.weight());
    }
    return shares;
  }

  /** The name of the cluster beside that of the Pods. */
  private static String onlyOther(GatewayPlan plan) {
    Set<String> names = new TreeSet<>(shares(plan).keySet());
    names.remove(POOL);
    assertThat(names).hasSize(1);
    return names.iterator().next();
  }

  private static Set<String> changedTypes(Snapshot before, Snapshot after) {
    Set<String> changed = new TreeSet<>();
    for (String type : after.types()) {
      before.differences(
          after, type, name -> changed.add(type.substring(type.lastIndexOf('.') + 1)));
    }
    return changed;
  }
}
