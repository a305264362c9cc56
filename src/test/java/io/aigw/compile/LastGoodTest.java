package io.aigw.compile;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.resource.ResourceSet;
import io.aigw.resource.Withheld;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import io.aigw.testing.YamlObjects;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LastGoodTest {

  private static final CompilerOptions OPTIONS = CompilerOptions.DEFAULTS;
  private static final ObjectKey ROUTE = new ObjectKey(Kind.AI_GATEWAY_ROUTE, "default", "r");
  private static final ObjectKey BACKEND = new ObjectKey(Kind.AI_SERVICE_BACKEND, "default", "b");
  private static final String OLD = "x-test: old";
  private static final String INVALID = "x-test: (";

  private final Compiler compiler = new Compiler(OPTIONS);
  private LastGood state = LastGood.none(OPTIONS);

  @Test
  void aMistakeKeepsTheVersionBefore() {
    Compilation before = round(route(1, "u", OLD), backend(1, "x-a"));

    Compilation after = round(route(2, "u", INVALID), backend(1, "x-a"));

    assertThat(after.gateways()).isEqualTo(before.gateways());
    assertThat(verdict(after, ROUTE).generation()).isEqualTo(2);
    assertThat(accepted(verdict(after, ROUTE).conditions()))
        .satisfies(
            condition -> {
              assertThat(condition.state()).isEqualTo(Condition.State.FALSE);
              assertThat(condition.reason()).isEqualTo("UnsupportedValue");
              assertThat(condition.message())
                  .startsWith("Fall Back: spec.rules[1].matches[0]: ")
                  .contains("generation 1 stays in effect");
            });
    assertThat(accepted(verdict(after, ROUTE).parents().getFirst().conditions()).state())
        .isEqualTo(Condition.State.FALSE);
    assertThat(verdict(after, ROUTE).hasProblem()).isTrue();
  }

  @Test
  void whatIsKeptIsTheLastThatWasGood() {
    round(route(1, "u", "x-test: first"), backend(1, "x-a"));
    Compilation second = round(route(2, "u", OLD), backend(1, "x-a"));
    round(route(3, "u", INVALID), backend(1, "x-a"));
    Compilation after = round(route(4, "u", "x-test: [a"), backend(1, "x-a"));

    assertThat(after.gateways()).isEqualTo(second.gateways());
    assertThat(accepted(verdict(after, ROUTE).conditions()).message()).contains("generation 2");
  }

  @Test
  void aRepairTakesEffect() {
    round(route(1, "u", OLD), backend(1, "x-a"));
    round(route(2, "u", INVALID), backend(1, "x-a"));

    Compilation repaired = round(route(3, "u", "x-test: new"), backend(1, "x-a"));

    assertThat(repaired).isEqualTo(fresh(route(3, "u", "x-test: new"), backend(1, "x-a")));
    assertThat(state.inEffect().withheld()).isEmpty();
  }

  @Test
  void whatIsKeptStillFollowsWhatItRefersTo() {
    round(route(1, "u", OLD), backend(1, "x-a"));
    round(route(2, "u", INVALID), backend(1, "x-a"));

    Compilation without = round(route(2, "u", INVALID));

    assertThat(without.gateways()).isEqualTo(fresh(route(1, "u", OLD)).gateways());
    assertThat(verdict(without, ROUTE).conditions())
        .anySatisfy(condition -> assertThat(condition.reason()).isEqualTo("BackendNotFound"));
  }

  @Test
  void aBackendKeepsWhatItWas() {
    Compilation before = round(route(1, "u", OLD), backend(1, "x-a"));

    Compilation after = round(route(1, "u", OLD), backend(2, "no name"));

    assertThat(after.gateways()).isEqualTo(before.gateways());
    assertThat(accepted(verdict(after, BACKEND).conditions()).message())
        .contains("Fall Back: ", "no name");
  }

  @Test
  void aBackendThatAsksForACredentialIsNotSpokenToWithoutOne() {
    round(route(1, "u", OLD), backend(1, "x-a"));
    String asking = backend(2, "no name") + "  backendSecurityPolicyRef: {name: secret}\n";

    Compilation after = round(route(1, "u", OLD), asking);

    assertThat(after).isEqualTo(fresh(route(1, "u", OLD), asking));
  }

  @Test
  void addressesStayWhereTheNewestAreNone() {
    String with =
        backend(1, "x-a").replace("svc, kind: Service, group: \"\", port: 80", TO_BACKEND);
    Compilation before = round(route(1, "u", OLD), with, addresses(1, "10.0.0.1"));

    Compilation after = round(route(1, "u", OLD), with, addresses(2, "10.0.0.300"));

    assertThat(after.gateways()).isEqualTo(before.gateways());
    assertThat(verdict(after, BACKEND).conditions())
        .contains(
            Condition.isFalse(
                "ResolvedRefs",
                "UnsupportedValue",
                "backend default/svc: 10.0.0.300 is no IP address; the version before stays in effect until this is repaired"));
    assertThat(round(route(1, "u", OLD), with, addresses(3, "10.0.0.2")))
        .isEqualTo(fresh(route(1, "u", OLD), with, addresses(3, "10.0.0.2")));
  }

  @Test
  void aBackendThatAsksForTlsIsNotSpokenToWithoutIt() {
    String with =
        backend(1, "x-a").replace("svc, kind: Service, group: \"\", port: 80", TO_BACKEND);
    round(route(1, "u", OLD), with, addresses(1, "10.0.0.1"));
    String asking = addresses(2, "10.0.0.300").replace("spec: {", "spec: {tls: {}, ");

    assertThat(round(route(1, "u", OLD), with, asking))
        .isEqualTo(fresh(route(1, "u", OLD), with, asking));
  }

  @Test
  void whatNeverWasGoodIsWhatItIs() {
    Compilation only = round(route(1, "u", INVALID), backend(1, "x-a"));

    assertThat(only).isEqualTo(fresh(route(1, "u", INVALID), backend(1, "x-a")));
  }

  @Test
  void whatIsDeletedIsGone() {
    round(route(1, "u", OLD), backend(1, "x-a"));
    round(route(2, "u", INVALID), backend(1, "x-a"));

    Compilation gone = round(backend(1, "x-a"));
    assertThat(gone).isEqualTo(fresh(backend(1, "x-a")));

    Compilation again = round(route(1, "other", INVALID), backend(1, "x-a"));
    assertThat(again).isEqualTo(fresh(route(1, "other", INVALID), backend(1, "x-a")));
  }

  @Test
  void anotherObjectOfTheNameDoesNotInherit() {
    round(route(1, "u", OLD), backend(1, "x-a"));

    Compilation other = round(route(1, "other", INVALID), backend(1, "x-a"));

    assertThat(other).isEqualTo(fresh(route(1, "other", INVALID), backend(1, "x-a")));
  }

  @Test
  void aDefinitionThatGoesTakesItsObjectsWithIt() {
    round(route(1, "u", OLD), backend(1, "x-a"));
    ResourceSet all = objects(route(2, "u", INVALID), backend(1, "x-a"));
    state = state.next(all);

    state = state.next(all.without(Kind.AI_GATEWAY_ROUTE));
    assertThat(state.inEffect().isMissing(Kind.AI_GATEWAY_ROUTE)).isTrue();
    assertThat(state.inEffect().of(Kind.AI_GATEWAY_ROUTE)).isEmpty();
    assertThat(state.inEffect().withheld()).isEmpty();

    state = state.next(all);
    assertThat(compiler.compile(state.inEffect())).isEqualTo(new Compiler(OPTIONS).compile(all));
  }

  @Test
  void anotherProcessGoesOnWithWhatWasKept() {
    Compilation before = round(route(1, "u", OLD), backend(1, "x-a"));
    assertThat(state.kept()).isEmpty();
    round(route(2, "u", INVALID), backend(1, "x-a"));
    assertThat(state.kept()).containsOnlyKeys(ROUTE);

    state = LastGood.recalling(state.kept(), OPTIONS);
    Compilation after = round(route(2, "u", INVALID), backend(1, "x-a"));

    assertThat(after.gateways()).isEqualTo(before.gateways());
    assertThat(accepted(verdict(after, ROUTE).conditions()).message()).contains("generation 1");
    assertThat(state.kept()).containsOnlyKeys(ROUTE);
  }

  @Test
  void whatWasKeptOfAnotherObjectOfTheNameIsOfNoUse() {
    round(route(1, "u", OLD), backend(1, "x-a"));
    round(route(2, "u", INVALID), backend(1, "x-a"));

    state = LastGood.recalling(state.kept(), OPTIONS);
    Compilation after = round(route(2, "other", INVALID), backend(1, "x-a"));

    assertThat(after).isEqualTo(fresh(route(2, "other", INVALID), backend(1, "x-a")));
    assertThat(state.kept()).isEmpty();
  }

  @Test
  void whatCannotBeReadIsSaidOfTheVersionThatCould() {
    Compilation before = round(route(1, "u", OLD), backend(1, "x-a"));
    ResourceSet objects = objects(route(1, "u", OLD), backend(1, "x-a"));

    Compilation after = round(objects.withholding(unreadable()));

    assertThat(after.gateways()).isEqualTo(before.gateways());
    assertThat(accepted(verdict(after, ROUTE).conditions()))
        .isEqualTo(
            Condition.isFalse(
                "Accepted",
                "Invalid",
                "Fall Back: spec: no; generation 1 stays in effect until this is repaired"));
    assertThat(verdict(after, ROUTE).generation()).isEqualTo(7);
    assertThat(round(objects)).isEqualTo(before);
  }

  @Test
  void ofWhatCouldNeverBeReadThatIsAllThatIsSaid() {
    Compilation without = round(backend(1, "x-a"));

    Compilation after = round(objects(backend(1, "x-a")).withholding(unreadable()));

    assertThat(after.gateways()).isEqualTo(without.gateways());
    assertThat(verdict(after, ROUTE))
        .isEqualTo(
            Verdict.of(ROUTE, 7, List.of(Condition.isFalse("Accepted", "Invalid", "spec: no"))));
    Compilation readable = round(route(1, "u", OLD), backend(1, "x-a"));
    assertThat(readable).isEqualTo(fresh(route(1, "u", OLD), backend(1, "x-a")));
    Compilation again = round(objects(backend(1, "x-a")).withholding(unreadable()));
    assertThat(again).isEqualTo(after);
    assertThat(round(backend(1, "x-a"))).isEqualTo(without);
  }

  private static OrderedMap<ObjectKey, Withheld> unreadable() {
    return OrderedMap.<ObjectKey, Withheld>empty()
        .with(ROUTE, new Withheld(7, "Invalid", "spec: no"));
  }

  private Compilation round(String... yaml) {
    return round(objects(yaml));
  }

  private Compilation round(ResourceSet objects) {
    state = state.next(objects);
    Compilation compilation = compiler.compile(state.inEffect());
    assertThat(compilation)
        .as("what is remembered does not show")
        .isEqualTo(new Compiler(OPTIONS).compile(state.inEffect()));
    return compilation;
  }

  private static Compilation fresh(String... yaml) {
    return new Compiler(OPTIONS).compile(objects(yaml));
  }

  private static ResourceSet objects(String... yaml) {
    return YamlObjects.read(GATEWAY + String.join("", yaml));
  }

  private static Verdict verdict(Compilation compilation, ObjectKey object) {
    return Objects.requireNonNull(compilation.verdicts().get(object));
  }

  private static Condition accepted(List<Condition> conditions) {
    return conditions.stream().filter(c -> c.type().equals("Accepted")).findFirst().orElseThrow();
  }

  private static String route(int generation, String uid, String header) {
    String[] match = header.split(": ", 2);
    return """
    ---
    apiVersion: aigateway.envoyproxy.io/v1beta1
    kind: AIGatewayRoute
    metadata: {name: r, uid: %s, generation: %d}
    spec:
      parentRefs: [{name: gw, kind: Gateway, group: gateway.networking.k8s.io}]
      rules:
      - matches: [{headers: [{name: x-ai-eg-model, value: m%d}]}]
        backendRefs: [{name: b}]
      - matches: [{headers: [{name: %s, type: RegularExpression, value: "%s"}]}]
        backendRefs: [{name: b}]
    """
        .formatted(uid, generation, generation, match[0], match[1]);
  }

  private static String backend(int generation, String header) {
    return """
    ---
    apiVersion: aigateway.envoyproxy.io/v1beta1
    kind: AIServiceBackend
    metadata: {name: b, uid: b, generation: %d}
    spec:
      schema: {name: OpenAI}
      headerMutation: {set: [{name: %s, value: v}]}
      backendRef: {name: svc, kind: Service, group: "", port: 80}
    """
        .formatted(generation, header);
  }

  private static String addresses(int generation, String address) {
    return """
    ---
    apiVersion: gateway.envoyproxy.io/v1alpha1
    kind: Backend
    metadata: {name: svc, uid: a, generation: %d}
    spec: {endpoints: [{ip: {address: %s, port: 80}}]}
    """
        .formatted(generation, address);
  }

  private static final String TO_BACKEND = "svc, kind: Backend, group: gateway.envoyproxy.io";

  private static final String GATEWAY =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: GatewayClass
      metadata: {name: c}
      spec: {controllerName: aigw.io/gatewayclass-controller}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: gw}
      spec:
        gatewayClassName: c
        listeners: [{name: http, protocol: HTTP, port: 80}]
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: svc}
      spec: {ports: [{port: 80}]}
      """;
}
