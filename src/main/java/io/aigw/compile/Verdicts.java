package io.aigw.compile;

import io.aigw.api.Gateway;
import io.aigw.api.GatewayClass;
import io.aigw.api.InferenceModel;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.GatewayListeners.Checked;
import io.aigw.resolve.PoolTarget;
import io.aigw.resolve.ResolvedBackend;
import io.aigw.resolve.ResolvedPool;
import io.aigw.resource.Withheld;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** What users are told about objects other than routes, of what became of them. */
final class Verdicts {

  private Verdicts() {}

  /** On a class of ours. */
  static Verdict of(GatewayClass gatewayClass, CompilerOptions options) {
    List<String> ignored =
        gatewayClass.spec().parametersRef() == null || options.infrastructure()
            ? List.of()
            : List.of("spec.parametersRef");
    return Verdict.of(
        gatewayClass.key(),
        gatewayClass.metadata().generation(),
        List.of(Conditions.accepted(List.of(), ignored)));
  }

  /**
   * On a Gateway of ours; whether it is programmed is for those to say who know its Envoys.
   *
   * @param attachedRoutes how many routes are attached to the listener of this name
   */
  static Verdict of(
      Gateway gateway,
      GatewayListeners listeners,
      ToIntFunction<String> attachedRoutes,
      CompilerOptions options) {
    return new Verdict(
        gateway.key(),
        gateway.metadata().generation(),
        List.of(accepted(gateway, listeners, options)),
        List.of(),
        listeners.all().stream()
            .map(
                checked ->
                    new Verdict.Listener(
                        checked.listener().name(),
                        checked.isServed(),
                        attachedRoutes.applyAsInt(checked.listener().name()),
                        checked.kinds(),
                        List.of(checked.accepted(), checked.conflicted(), checked.resolvedRefs())))
            .toList());
  }

  private static Condition accepted(
      Gateway gateway, GatewayListeners listeners, CompilerOptions options) {
    List<String> invalid =
        listeners.all().stream()
            .filter(checked -> !checked.isServed())
            .map(Checked::listener)
            .map(Gateway.Listener::name)
            .toList();
    if (invalid.isEmpty()) {
      return Condition.isTrue(
          "Accepted", "Accepted", Conditions.withoutEffect(ignoredFields(gateway.spec(), options)));
    }
    return invalid.size() == listeners.all().size()
        ? Condition.isFalse(
            "Accepted", "ListenersNotValid", "no listener can be served; see their conditions")
        : Condition.isTrue(
            "Accepted",
            "ListenersNotValid",
            "not served: listener %s; see its conditions".formatted(String.join(", ", invalid)));
  }

  private static List<String> ignoredFields(Gateway.Spec spec, CompilerOptions options) {
    List<String> ignored = new ArrayList<>();
    if (!spec.addresses().isEmpty() && !options.infrastructure()) {
      ignored.add("spec.addresses");
    }
    if (spec.infrastructure() != null && !options.infrastructure()) {
      ignored.add("spec.infrastructure");
    }
    if (spec.backendTLS() != null) {
      ignored.add("spec.backendTLS");
    }
    if (spec.tls() != null) {
      ignored.add("spec.tls");
    }
    if (spec.allowedListeners() != null) {
      ignored.add("spec.allowedListeners");
    }
    if (spec.defaultScope() != null) {
      ignored.add("spec.defaultScope");
    }
    return ignored;
  }

  static Verdict of(ResolvedBackend resolved) {
    Condition references =
        resolved.cluster().filter(cluster -> cluster.endpoints().isEmpty()).isPresent()
            ? Condition.isTrue(
                "ResolvedRefs", "ResolvedRefs", "no ready endpoint: requests get 503")
            : Conditions.resolvedRefs(resolved.references());
    return Verdict.of(
        resolved.backend().key(),
        resolved.backend().metadata().generation(),
        List.of(Conditions.accepted(resolved.acceptance(), resolved.ignoredFields()), references));
  }

  /**
   * On a pool.
   *
   * @param parents the Gateways whose routes refer to it, and whether they accepted one of these
   */
  static Verdict of(ResolvedPool resolved, Map<ObjectKey, Boolean> parents) {
    Condition references =
        resolved.references().isEmpty()
            ? Condition.isTrue("ResolvedRefs", "ResolvedRefs", "")
            : Condition.isFalse(
                "ResolvedRefs", "InvalidExtensionRef", Conditions.messages(resolved.references()));
    List<Verdict.Parent> judged = new ArrayList<>();
    parents.forEach(
        (gateway, hasRoute) ->
            judged.add(
                new Verdict.Parent(
                    gatewayRef(gateway), List.of(accepted(resolved, hasRoute), references))));
    return new Verdict(
        resolved.pool().key(),
        resolved.pool().metadata().generation(),
        List.of(),
        judged,
        List.of());
  }

  private static Condition accepted(ResolvedPool resolved, boolean hasRoute) {
    if (!resolved.acceptance().isEmpty()) {
      return Condition.isFalse(
          "Accepted",
          resolved.pool().kind() == Kind.ALPHA_INFERENCE_POOL
              ? "NotSupportedByGateway"
              : "NotSupportedByParent",
          Conditions.messages(resolved.acceptance()));
    }
    return hasRoute
        ? Condition.isTrue("Accepted", "Accepted", String.join("; ", resolved.notes()))
        : Condition.isFalse(
            "Accepted",
            "HTTPRouteNotAccepted",
            "no route that refers to this pool is accepted by the Gateway; see the routes' conditions");
  }

  /**
   * On an object of which nothing can be read; null where it may be another controller's.
   *
   * @param newest its only version that is known
   */
  static @Nullable Verdict of(ObjectKey object, Withheld newest) {
    return object.kind().group().equals(Kind.AI_GATEWAY_ROUTE.group())
        ? Verdict.of(
            object,
            newest.generation(),
            List.of(Condition.isFalse("Accepted", newest.reason(), newest.message())))
        : null;
  }

  /**
   * On an object whose newest version does not take effect.
   *
   * @param inEffect on the version that does
   */
  static Verdict of(Withheld newest, Verdict inEffect) {
    return new Verdict(
        inEffect.object(),
        newest.generation(),
        refused(newest, inEffect.generation(), inEffect.conditions()),
        inEffect.parents().stream()
            .map(
                parent ->
                    new Verdict.Parent(
                        parent.ref(), refused(newest, inEffect.generation(), parent.conditions())))
            .toList(),
        inEffect.listeners());
  }

  private static List<Condition> refused(
      Withheld newest, long generation, List<Condition> conditions) {
    return conditions.stream()
        .map(
            condition ->
                condition.type().equals("Accepted")
                    ? Condition.isFalse(
                        "Accepted", newest.reason(), message(newest, generation, condition))
                    : condition)
        .toList();
  }

  private static String message(Withheld newest, long generation, Condition inEffect) {
    if (inEffect.state() != Condition.State.TRUE) {
      return newest.message()
          + "; the version before is not accepted either: "
          + inEffect.message();
    }
    return "Fall Back: %s; %s stays in effect until this is repaired"
        .formatted(
            newest.message(), generation == 0 ? "the version before" : "generation " + generation);
  }

  static Verdict.Ref gatewayRef(ObjectKey gateway) {
    return new Verdict.Ref(
        Kind.GATEWAY.group(), Kind.GATEWAY.kindName(), gateway.namespace(), gateway.name(), "", 0);
  }

  /**
   * On a model; empty where its pool is another controller's.
   *
   * @param poolKey the pool that it refers to
   * @param pool null where that does not exist
   */
  static Optional<Verdict> of(InferenceModel model, ObjectKey poolKey, @Nullable PoolTarget pool) {
    return accepted(model, poolKey, pool)
        .map(accepted -> Verdict.of(model.key(), model.metadata().generation(), List.of(accepted)));
  }

  private static Optional<Condition> accepted(
      InferenceModel model, ObjectKey poolKey, @Nullable PoolTarget pool) {
    if (pool == null) {
      return Optional.of(
          new Condition(
              "Accepted",
              Condition.State.UNKNOWN,
              "Pending",
              "spec.poolRef: %s does not exist".formatted(poolKey)));
    }
    if (pool.problem().isPresent() || pool.models().isEmpty()) {
      return Optional.empty();
    }
    InferenceModel winner =
        Optional.ofNullable(pool.models().get().get(model.spec().modelName())).orElse(model);
    if (!winner.key().equals(model.key())) {
      return Optional.of(
          Condition.isFalse(
              "Accepted",
              "ModelNameInUse",
              "%s, which is older, serves %s in this pool"
                  .formatted(winner.key(), model.spec().modelName())));
    }
    List<String> ignored =
        model.spec().criticality().isEmpty() || pool.sheds()
            ? List.of()
            : List.of(
                "spec.criticality (the pool's picking policy sheds nothing; decision-tree does)");
    return Optional.of(Conditions.accepted(List.of(), ignored));
  }
}
