package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.AiServiceBackend;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.Gateway;
import io.aigw.api.GatewayClass;
import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePool;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.AttachedGateway.Outcome;
import io.aigw.compile.Compilation.RuleWay;
import io.aigw.ir.GatewayPlan;
import io.aigw.resolve.BackendResolver;
import io.aigw.resolve.PoolResolver;
import io.aigw.resolve.Problem;
import io.aigw.resolve.ResolvedBackend;
import io.aigw.resolve.ResolvedPool;
import io.aigw.resource.ResourceSet;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Compiles one round's objects: a plan for every Gateway of ours, a verdict for every object.
 * Total: whatever the objects say, there is a result, and what is wrong with one of them costs the
 * others nothing. Stateless and threadsafe.
 */
public final class Compiler {

  private final CompilerOptions options;

  public Compiler(CompilerOptions options) {
    this.options = options;
  }

  public Compilation compile(ResourceSet resources) {
    return new Round(resources).result();
  }

  /** One compilation. */
  private final class Round {

    private final ResourceSet resources;
    private final BackendResolver backends;
    private final PoolResolver pools;
    private final SortedMap<ObjectKey, AttachedGateway> gateways = new TreeMap<>();
    private final SortedMap<ObjectKey, SortedSet<ObjectKey>> poolParents = new TreeMap<>();
    private final SortedMap<ObjectKey, Verdict> verdicts = new TreeMap<>();
    private final List<RuleWay> ways = new ArrayList<>();

    Round(ResourceSet resources) {
      this.resources = resources;
      this.backends = new BackendResolver(resources, options.localBackends());
      this.pools = new PoolResolver(resources, backends);
    }

    Compilation result() {
      judgeClasses();
      RouteCompiler compiler = new RouteCompiler(resources, options, backends, pools);
      for (AiGatewayRoute route : resources.all(AiGatewayRoute.class, Kind.AI_GATEWAY_ROUTE)) {
        attach(compiler.compile(route));
      }
      judgeBackends();
      judgePools();
      judgeModels();
      SortedMap<ObjectKey, GatewayPlan> plans = new TreeMap<>();
      gateways.forEach(
          (key, gateway) -> {
            plans.put(key, gateway.plan());
            add(gateway.verdict());
          });
      return new Compilation(plans, verdicts, ways);
    }

    private void add(Verdict verdict) {
      verdicts.put(verdict.object(), verdict);
    }

    private void judgeClasses() {
      TreeSet<String> ours = new TreeSet<>();
      for (GatewayClass gatewayClass : resources.all(GatewayClass.class, Kind.GATEWAY_CLASS)) {
        if (options.controllerNames().contains(gatewayClass.spec().controllerName())) {
          ours.add(gatewayClass.metadata().name());
          List<String> ignored =
              gatewayClass.spec().parametersRef() == null
                  ? List.of()
                  : List.of("spec.parametersRef");
          add(
              Verdict.of(
                  gatewayClass.key(),
                  gatewayClass.metadata().generation(),
                  List.of(Conditions.accepted(List.of(), ignored))));
        }
      }
      for (Gateway gateway : resources.all(Gateway.class, Kind.GATEWAY)) {
        if (ours.contains(gateway.spec().gatewayClassName())) {
          gateways.put(gateway.key(), new AttachedGateway(gateway, resources));
        }
      }
    }

    private void attach(CompiledRoute compiled) {
      AiGatewayRoute route = compiled.route();
      ways.addAll(compiled.ways());
      List<Verdict.Parent> parents = new ArrayList<>();
      List<AiGatewayRoute.ParentRef> refs = new ArrayList<>(route.spec().parentRefs());
      refs.addAll(route.spec().targetRefs());
      for (AiGatewayRoute.ParentRef ref : refs) {
        String namespace =
            ref.namespace().isEmpty() ? route.metadata().namespace() : ref.namespace();
        ObjectKey key = new ObjectKey(Kind.GATEWAY, namespace, ref.name());
        attach(compiled, ref, key)
            .ifPresent(accepted -> parents.add(parent(ref, accepted, compiled)));
      }
      if (refs.isEmpty() || !parents.isEmpty()) {
        add(verdict(compiled, parents, refs.isEmpty()));
      }
    }

    /** The outcome for one parent; empty where the parent is another controller's. */
    private Optional<Condition> attach(
        CompiledRoute compiled, AiGatewayRoute.ParentRef ref, ObjectKey key) {
      if (!ref.group().equals(Kind.GATEWAY.group())
          || !ref.kind().equals(Kind.GATEWAY.kindName())) {
        return Optional.of(
            Condition.isFalse(
                "Accepted",
                "InvalidKind",
                "parent %s of group %s is no Gateway".formatted(ref.kind(), ref.group())));
      }
      AttachedGateway gateway = gateways.get(key);
      if (gateway == null) {
        return resources.get(Gateway.class, key).isPresent()
            ? Optional.empty()
            : Optional.of(
                Condition.isFalse("Accepted", "NoMatchingParent", key + " does not exist"));
      }
      compiled
          .pools()
          .forEach(
              pool ->
                  poolParents.computeIfAbsent(pool.pool().key(), k -> new TreeSet<>()).add(key));
      if (!compiled.refused().isEmpty()) {
        return Optional.of(Conditions.accepted(compiled.refused(), List.of()));
      }
      return Optional.of(
          switch (gateway.attach(compiled, ref)) {
            case Outcome.NotAttached(String reason, String message) ->
                Condition.isFalse("Accepted", reason, message);
            case Outcome.Attached() -> acceptance(compiled);
          });
    }

    private Condition acceptance(CompiledRoute compiled) {
      List<Problem> invalid = compiled.invalidRules();
      return compiled.entries().isEmpty() && !invalid.isEmpty()
          ? Conditions.accepted(invalid, List.of())
          : Conditions.accepted(List.of(), compiled.ignoredFields());
    }

    private Verdict.Parent parent(
        AiGatewayRoute.ParentRef ref, Condition accepted, CompiledRoute compiled) {
      return new Verdict.Parent(
          new Verdict.Ref(
              ref.group(), ref.kind(), ref.namespace(), ref.name(), ref.sectionName(), ref.port()),
          conditions(accepted, compiled));
    }

    private List<Condition> conditions(Condition accepted, CompiledRoute compiled) {
      List<Condition> conditions = new ArrayList<>();
      conditions.add(accepted);
      conditions.add(Conditions.resolvedRefs(compiled.references()));
      if (!compiled.invalidRules().isEmpty() && !compiled.entries().isEmpty()) {
        conditions.add(
            Condition.isTrue(
                "PartiallyInvalid",
                "UnsupportedValue",
                "rules left out: " + Conditions.messages(compiled.invalidRules())));
      }
      return conditions;
    }

    /**
     * The route's conditions as a whole: those of its first parent that refused it, or else of the
     * first.
     */
    private Verdict verdict(
        CompiledRoute compiled, List<Verdict.Parent> parents, boolean hasNoParent) {
      AiGatewayRoute route = compiled.route();
      List<Condition> conditions =
          hasNoParent
              ? conditions(
                  Condition.isFalse(
                      "Accepted",
                      "NoMatchingParent",
                      "name a Gateway in spec.parentRefs or spec.targetRefs"),
                  compiled)
              : parents.stream()
                  .map(Verdict.Parent::conditions)
                  .filter(c -> c.getFirst().state() == Condition.State.FALSE)
                  .findFirst()
                  .orElseGet(() -> parents.getFirst().conditions());
      return new Verdict(
          route.key(), route.metadata().generation(), conditions, parents, List.of());
    }

    private void judgeBackends() {
      for (AiServiceBackend backend :
          resources.all(AiServiceBackend.class, Kind.AI_SERVICE_BACKEND)) {
        ResolvedBackend resolved = backends.resolve(backend);
        Condition references = Conditions.resolvedRefs(resolved.references());
        if (resolved.cluster().filter(cluster -> cluster.endpoints().isEmpty()).isPresent()) {
          references =
              Condition.isTrue(
                  "ResolvedRefs", "ResolvedRefs", "no ready endpoint: requests get 503");
        }
        add(
            Verdict.of(
                backend.key(),
                backend.metadata().generation(),
                List.of(
                    Conditions.accepted(resolved.acceptance(), resolved.ignoredFields()),
                    references)));
      }
      for (BackendSecurityPolicy policy :
          resources.all(BackendSecurityPolicy.class, Kind.BACKEND_SECURITY_POLICY)) {
        Condition accepted =
            Condition.isFalse(
                "Accepted",
                "UnsupportedValue",
                "credentials (type %s) are not supported yet; backends that need this one are not served"
                    .formatted(policy.spec().type()));
        add(Verdict.of(policy.key(), policy.metadata().generation(), List.of(accepted)));
      }
    }

    private void judgePools() {
      for (InferencePool pool : resources.all(InferencePool.class, Kind.INFERENCE_POOL)) {
        SortedSet<ObjectKey> parents = poolParents.getOrDefault(pool.key(), new TreeSet<>());
        ResolvedPool resolved = pools.resolve(pool);
        List<Condition> conditions = conditions(resolved);
        add(
            new Verdict(
                pool.key(),
                pool.metadata().generation(),
                List.of(),
                parents.stream()
                    .map(gateway -> new Verdict.Parent(gatewayRef(gateway), conditions))
                    .toList(),
                List.of()));
      }
    }

    private static List<Condition> conditions(ResolvedPool pool) {
      return pool.problem()
          .map(
              problem ->
                  List.of(
                      Condition.isFalse("Accepted", "NotSupportedByGateway", problem.message())))
          .orElseGet(
              () ->
                  List.of(
                      Condition.isTrue("Accepted", "Accepted", String.join("; ", pool.notes())),
                      Condition.isTrue("ResolvedRefs", "ResolvedRefs", "")));
    }

    private static Verdict.Ref gatewayRef(ObjectKey gateway) {
      return new Verdict.Ref(
          Kind.GATEWAY.group(),
          Kind.GATEWAY.kindName(),
          gateway.namespace(),
          gateway.name(),
          "",
          0);
    }

    private void judgeModels() {
      if (!options.inferenceExtension()) {
        return;
      }
      for (InferenceModel model : resources.all(InferenceModel.class, Kind.INFERENCE_MODEL)) {
        judge(model)
            .ifPresent(
                accepted ->
                    add(Verdict.of(model.key(), model.metadata().generation(), List.of(accepted))));
      }
    }

    /** The verdict on a model; empty where its pool is another controller's. */
    private Optional<Condition> judge(InferenceModel model) {
      ObjectKey poolKey = PoolResolver.poolOf(model);
      Optional<InferencePool> pool = resources.get(InferencePool.class, poolKey);
      if (pool.isEmpty()) {
        return Optional.of(
            new Condition(
                "Accepted",
                Condition.State.UNKNOWN,
                "Pending",
                "spec.poolRef: %s does not exist".formatted(poolKey)));
      }
      ResolvedPool resolved = pools.resolve(pool.get());
      if (resolved.problem().isPresent()) {
        return Optional.empty();
      }
      InferenceModel winner =
          Optional.ofNullable(resolved.models().get(model.spec().modelName())).orElse(model);
      if (!winner.key().equals(model.key())) {
        return Optional.of(
            Condition.isFalse(
                "Accepted",
                "ModelNameInUse",
                "%s, which is older, serves %s in this pool"
                    .formatted(winner.key(), model.spec().modelName())));
      }
      List<String> ignored =
          model.spec().criticality().isEmpty() ? List.of() : List.of("spec.criticality");
      return Optional.of(Conditions.accepted(List.of(), ignored));
    }
  }
}
