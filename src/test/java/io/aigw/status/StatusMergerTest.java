package io.aigw.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.status.StatusMerger.Merged;
import io.aigw.status.Verdict.Parent;
import io.aigw.status.Verdict.Ref;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatusMergerTest {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00.123Z");
  private static final String GATEWAY = "gateway.networking.k8s.io";

  private final StatusMerger merger =
      new StatusMerger("aigw.io/controller", ref -> ref.name().equals("ours"));

  @Test
  void writesConditionsWithTheGenerationAndTheTimeInSeconds() {
    assertThat(merge(backend(3, accepted()), "{}").status())
        .isEqualTo(
            json(
                """
                {"conditions": [{"type": "Accepted", "status": "True", "observedGeneration": 3,
                  "lastTransitionTime": "2026-03-01T10:00:00Z", "reason": "Accepted", "message": ""}]}
                """));
  }

  @Test
  void isUnchangedWhereTheObjectSaysItAlready() {
    Verdict verdict = backend(3, accepted(), unresolved("a"));
    String once = text(merge(verdict, "{}").status());

    Merged again = merge(verdict, once, Set.of(), NOW.plusSeconds(3600));

    assertThat(again.changed()).isFalse();
    assertThat(again.status()).isEqualTo(json(once));
  }

  @Test
  void keepsTheTransitionTimeWhileTheStatusIsTheSame() {
    String before = text(merge(backend(3, accepted(), unresolved("a")), "{}").status());
    Instant later = NOW.plusSeconds(60);

    Map<String, Object> reworded =
        merge(backend(4, accepted(), unresolved("b")), before, Set.of(), later).status();
    Map<String, Object> resolved =
        merge(
                backend(4, accepted(), Condition.isTrue("ResolvedRefs", "ResolvedRefs", "")),
                before,
                Set.of(),
                later)
            .status();

    assertThat(condition(reworded, "ResolvedRefs"))
        .containsEntry("message", "b")
        .containsEntry("observedGeneration", 4)
        .containsEntry("lastTransitionTime", "2026-03-01T10:00:00Z");
    assertThat(condition(resolved, "ResolvedRefs"))
        .containsEntry("lastTransitionTime", "2026-03-01T10:01:00Z");
    assertThat(condition(resolved, "Accepted"))
        .containsEntry("lastTransitionTime", "2026-03-01T10:00:00Z");
  }

  @Test
  void keepsForeignConditionsAndFieldsAndDropsOwnOnesThatWent() {
    Merged merged =
        merge(
            backend(1, accepted()),
            """
            {"health": "fine", "conditions": [
              {"type": "Audited", "status": "True", "reason": "Yes", "message": "", "lastTransitionTime": "2025-01-01T00:00:00Z"},
              {"type": "PartiallyInvalid", "status": "True", "reason": "X", "message": "", "lastTransitionTime": "2025-01-01T00:00:00Z"},
              {"type": "Accepted", "status": "True", "reason": "Accepted", "message": "", "lastTransitionTime": "2025-01-01T00:00:00Z"}]}
            """);

    assertThat(types(merged.status())).containsExactly("Audited", "Accepted");
    assertThat(types(merged.own())).containsExactly("Accepted");
    assertThat(merged.status()).containsEntry("health", "fine");
    assertThat(merged.own()).doesNotContainKey("health");
    assertThat(condition(merged.own(), "Accepted"))
        .containsEntry("lastTransitionTime", "2025-01-01T00:00:00Z");
  }

  @Test
  void leavesAnUnsettledConditionAsItIs() {
    String before =
        """
        {"conditions": [
          {"type": "Programmed", "status": "True", "observedGeneration": 1, "reason": "Programmed", "message": "", "lastTransitionTime": "2025-01-01T00:00:00Z"}]}
        """;
    Verdict verdict = Verdict.of(key(Kind.GATEWAY), 2, List.of(accepted()));

    Merged unsettled = merge(verdict, before, Set.of("Programmed"), NOW);
    Merged withdrawn = merge(verdict, before, Set.of(), NOW);

    assertThat(condition(unsettled.status(), "Programmed")).containsEntry("observedGeneration", 1);
    assertThat(types(unsettled.own())).containsExactlyInAnyOrder("Accepted", "Programmed");
    assertThat(types(withdrawn.status())).containsExactly("Accepted");
  }

  @Test
  void leavesAListenersUnsettledConditionToo() {
    String before =
        """
        {"listeners": [{"name": "a", "attachedRoutes": 0, "supportedKinds": [], "conditions": [
          {"type": "Programmed", "status": "True", "reason": "Programmed", "message": "", "lastTransitionTime": "2025-01-01T00:00:00Z"}]}]}
        """;
    Verdict verdict =
        new Verdict(key(Kind.GATEWAY), 2, List.of(), List.of(), List.of(listener("a", 0)));

    Merged merged = merge(verdict, before, Set.of("Programmed"), NOW);

    assertThat(types(Trees.objects(merged.own().get("listeners")).getFirst()))
        .containsExactly("Accepted", "Programmed");
  }

  @Test
  void replacesAGatewaysListenersByName() {
    Verdict verdict =
        new Verdict(
            key(Kind.GATEWAY),
            1,
            List.of(accepted()),
            List.of(),
            List.of(listener("a", 2), listener("b", 0)));

    Merged merged =
        merge(
            verdict,
            """
            {"addresses": [{"value": "10.0.0.1"}], "listeners": [
              {"name": "gone", "attachedRoutes": 1, "supportedKinds": [], "conditions": []},
              {"name": "b", "attachedRoutes": 7, "supportedKinds": [], "conditions": [
                {"type": "Accepted", "status": "True", "reason": "Accepted", "message": "", "lastTransitionTime": "2025-01-01T00:00:00Z"}]}]}
            """);

    assertThat(merged.status())
        .containsEntry("addresses", json("{\"a\": [{\"value\": \"10.0.0.1\"}]}").get("a"));
    assertThat(merged.status().get("listeners"))
        .isEqualTo(
            json("""
                    {"listeners": [
                      {"name": "b", "attachedRoutes": 0, "supportedKinds": [{"group": "g", "kind": "K"}], "conditions": [
                        {"type": "Accepted", "status": "True", "observedGeneration": 1, "reason": "Accepted", "message": "", "lastTransitionTime": "2025-01-01T00:00:00Z"}]},
                      {"name": "a", "attachedRoutes": 2, "supportedKinds": [{"group": "g", "kind": "K"}], "conditions": [
                        {"type": "Accepted", "status": "True", "observedGeneration": 1, "reason": "Accepted", "message": "", "lastTransitionTime": "2026-03-01T10:00:00Z"}]}]}
                    """)
                .get("listeners"));
    assertThat(merged.own()).containsOnlyKeys("conditions", "listeners");
  }

  @Test
  void leavesOtherControllersParentsAlone() {
    Verdict verdict = route(parent(new Ref(GATEWAY, "Gateway", "", "gw", "http", 8080)));

    Merged merged =
        merge(
            verdict,
            """
            {"parents": [
              {"controllerName": "example.com/other", "parentRef": {"name": "gw"}, "conditions": []},
              {"controllerName": "aigw.io/controller", "parentRef": {"name": "left"}, "conditions": []}]}
            """);

    assertThat(merged.changed()).isTrue();
    assertThat(merged.status().get("parents"))
        .isEqualTo(
            json("""
                    {"parents": [
                      {"controllerName": "example.com/other", "parentRef": {"name": "gw"}, "conditions": []},
                      {"controllerName": "aigw.io/controller",
                       "parentRef": {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "gw", "sectionName": "http", "port": 8080},
                       "conditions": [{"type": "Accepted", "status": "True", "observedGeneration": 1, "lastTransitionTime": "2026-03-01T10:00:00Z", "reason": "Accepted", "message": ""}]}]}
                    """)
                .get("parents"));
    assertThat(merge(verdict, text(merged.status())).changed()).isFalse();
  }

  @Test
  void removesOwnParentsWhereNoneIsLeft() {
    Merged merged =
        merge(
            new Verdict(key(Kind.AI_GATEWAY_ROUTE), 1, List.of(), List.of(), List.of()),
            """
            {"parents": [
              {"controllerName": "aigw.io/controller", "parentRef": {"name": "left"}, "conditions": []}]}
            """);

    assertThat(merged.status()).isEqualTo(json("{\"parents\": []}"));
    assertThat(merged.changed()).isTrue();
  }

  @Test
  void knowsItsEntriesInAPoolByTheirGateway() {
    Verdict verdict =
        new Verdict(
            key(Kind.ALPHA_INFERENCE_POOL),
            1,
            List.of(),
            List.of(parent(new Ref(GATEWAY, "Gateway", "ns", "ours", "", 0))),
            List.of());

    Merged merged =
        merge(
            verdict,
            """
            {"parent": [
              {"parentRef": {"kind": "Status", "name": "default"}, "conditions": []},
              {"parentRef": {"kind": "Gateway", "namespace": "ns", "name": "theirs"}, "conditions": []},
              {"parentRef": {"kind": "Gateway", "namespace": "old", "name": "ours"}, "conditions": []}]}
            """);

    assertThat(merged.status())
        .isEqualTo(
            json(
                """
                {"parent": [
                  {"parentRef": {"kind": "Gateway", "namespace": "ns", "name": "theirs"}, "conditions": []},
                  {"parentRef": {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway", "namespace": "ns", "name": "ours"},
                   "conditions": [{"type": "Accepted", "status": "True", "observedGeneration": 1, "lastTransitionTime": "2026-03-01T10:00:00Z", "reason": "Accepted", "message": ""}]}]}
                """));
  }

  @Test
  void leavesAPoolThatIsNotOursUntouched() {
    Merged merged =
        merge(
            new Verdict(key(Kind.ALPHA_INFERENCE_POOL), 1, List.of(), List.of(), List.of()),
            """
            {"parent": [{"parentRef": {"kind": "Status", "name": "default"}, "conditions": []}]}
            """);

    assertThat(merged.changed()).isFalse();
    assertThat(
            merge(
                    new Verdict(key(Kind.ALPHA_INFERENCE_POOL), 1, List.of(), List.of(), List.of()),
                    "{}")
                .status())
        .isEmpty();
  }

  @Test
  void namesAPolicysAncestors() {
    Verdict verdict =
        new Verdict(
            key(Kind.BACKEND_TLS_POLICY),
            1,
            List.of(),
            List.of(parent(new Ref(GATEWAY, "Gateway", "ns", "gw", "", 0))),
            List.of());

    assertThat(merge(verdict, "{}").status())
        .isEqualTo(
            json(
                """
                {"ancestors": [
                  {"ancestorRef": {"group": "gateway.networking.k8s.io", "kind": "Gateway", "namespace": "ns", "name": "gw"},
                   "controllerName": "aigw.io/controller",
                   "conditions": [{"type": "Accepted", "status": "True", "observedGeneration": 1, "lastTransitionTime": "2026-03-01T10:00:00Z", "reason": "Accepted", "message": ""}]}]}
                """));
  }

  @Test
  void cutsWhatTheServerWouldRefuse() {
    List<Parent> many =
        IntStream.range(0, 40)
            .mapToObj(i -> parent(new Ref(GATEWAY, "Gateway", "ns", "gw" + i, "", 0)))
            .toList();
    Merged parents =
        merge(new Verdict(key(Kind.AI_GATEWAY_ROUTE), 1, List.of(), many, List.of()), "{}");
    Merged message = merge(backend(1, unresolved("x".repeat(40_000))), "{}");

    assertThat((List<?>) parents.status().get("parents")).hasSize(32);
    assertThat((String) condition(message.status(), "ResolvedRefs").get("message")).hasSize(32768);
  }

  private Merged merge(Verdict verdict, String existing) {
    return merge(verdict, existing, Set.of(), NOW);
  }

  /** Merges and reads the outcome as the API server would send it. */
  private Merged merge(Verdict verdict, String existing, Set<String> unsettled, Instant now) {
    Merged merged = merger.merge(verdict, json(existing), unsettled, now);
    return new Merged(json(text(merged.status())), json(text(merged.own())), merged.changed());
  }

  private static Verdict backend(long generation, Condition... conditions) {
    return Verdict.of(key(Kind.AI_SERVICE_BACKEND), generation, List.of(conditions));
  }

  private static Verdict route(Parent parent) {
    return new Verdict(
        key(Kind.AI_GATEWAY_ROUTE), 1, List.of(accepted()), List.of(parent), List.of());
  }

  private static Parent parent(Ref ref) {
    return new Parent(ref, List.of(accepted()));
  }

  private static Verdict.Listener listener(String name, int attachedRoutes) {
    return new Verdict.Listener(
        name, true, attachedRoutes, List.of(new Verdict.RouteKind("g", "K")), List.of(accepted()));
  }

  private static Condition accepted() {
    return Condition.isTrue("Accepted", "Accepted", "");
  }

  private static Condition unresolved(String message) {
    return Condition.isFalse("ResolvedRefs", "BackendNotFound", message);
  }

  private static ObjectKey key(Kind kind) {
    return new ObjectKey(kind, "ns", "name");
  }

  private static List<Object> types(Map<String, Object> status) {
    return Trees.objects(status.get("conditions")).stream()
        .map(condition -> condition.getOrDefault("type", ""))
        .toList();
  }

  private static Map<String, Object> condition(Map<String, Object> status, String type) {
    return Trees.find(Trees.objects(status.get("conditions")), "type", type);
  }

  private static Map<String, Object> json(String text) {
    try {
      return JSON.readValue(text, new TypeReference<>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String text(Map<String, Object> status) {
    try {
      return JSON.writeValueAsString(status);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
