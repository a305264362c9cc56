package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.ApiObject;
import io.aigw.api.Gateway;
import io.aigw.api.GatewayClass;
import io.aigw.api.HttpRoute;
import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePoolRef;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Objective;
import io.aigw.api.Rewrite;
import io.aigw.collection.OrderedMap;
import io.aigw.compile.AttachedRoute.ListenerName;
import io.aigw.compile.Attachment.GeneralRoute;
import io.aigw.compile.Compilation.RuleWay;
import io.aigw.compile.Filing.Offer;
import io.aigw.compile.Filing.PoolParent;
import io.aigw.compile.Filing.PortModel;
import io.aigw.compile.Filing.SecretUse;
import io.aigw.compile.Filing.Use;
import io.aigw.incremental.Grouping;
import io.aigw.incremental.Memo;
import io.aigw.incremental.Reads;
import io.aigw.ir.Cluster;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.ir.ModelCatalogue;
import io.aigw.ir.Route;
import io.aigw.ir.Scope;
import io.aigw.ir.Secret;
import io.aigw.resolve.PolicyUses;
import io.aigw.resolve.PoolTarget;
import io.aigw.resolve.Resolver;
import io.aigw.resolve.Upstream;
import io.aigw.resource.Lookup;
import io.aigw.resource.ResourceSet;
import io.aigw.resource.Withheld;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stages from objects to plans and verdicts, each of which remembers what it made and of what.
 * What a stage gives is a function of the objects alone; memory decides only what is computed
 * again.
 *
 * <p>A stage reads those above it, of which {@link ResolvedObjects} has the first, and is refreshed
 * after them.
 */
final class Pipeline {

  private final CompilerOptions options;
  private final Inputs inputs = new Inputs();
  private final ResolvedObjects resolved;

  // routes, and where they attach
  private final Memo<ObjectKey, CompiledRoute> routes = new Memo<>(this::route);
  private final Memo<ObjectKey, GatewayListeners> listeners = new Memo<>(this::listeners);
  private final Memo<ObjectKey, AttachedRoute> attached = new Memo<>(this::attached);

  // what is served where
  private final Memo<Port, Rank> firstReaders = new Memo<>(this::firstReader);
  private final Memo<Port, Scope> aheadScopes = new Memo<>(this::aheadScope);
  private final Memo<Port, Scope> generalScopes = new Memo<>(this::generalScope);
  private final Memo<PortModel, Scope> modelScopes = new Memo<>(this::modelScope);
  private final Memo<Offer, ModelCatalogue.Model> offers = new Memo<>(this::offer);
  private final Memo<PortHost, ModelCatalogue> catalogues = new Memo<>(this::catalogue);
  private final Memo<Use, List<Cluster>> clusters = new Memo<>(this::cluster);
  private final Memo<Use, PolicyUses> tlsUses = new Memo<>(this::tlsUse);
  private final Memo<SecretUse, Secret> secrets = new Memo<>(this::secret);
  private final Memo<ObjectKey, GatewayPlan> plans = new Memo<>(this::plan);
  private final Memo<ObjectKey, Verdict> verdicts = new Memo<>(this::verdict);

  private final List<Memo<?, ?>> stages =
      List.of(
          routes,
          listeners,
          attached,
          firstReaders,
          aheadScopes,
          generalScopes,
          modelScopes,
          offers,
          catalogues,
          clusters,
          tlsUses,
          secrets,
          plans,
          verdicts);

  // what the results of one stage are collected under for the next
  private final Grouping<Port, Rank, Boolean> bodyReaders =
      new Grouping<Port, Rank, Boolean>().each(firstReaders).of(attached, Filing::bodyReaders);
  private final Grouping<Port, Rank, Route> headRoutes =
      new Grouping<Port, Rank, Route>().each(aheadScopes).of(attached, Filing::headRoutes);
  private final Grouping<Port, Rank, List<GeneralRoute>> generalRoutes =
      new Grouping<Port, Rank, List<GeneralRoute>>()
          .each(generalScopes)
          .of(attached, Filing::generalRoutes);
  private final Grouping<PortModel, Rank, Route> modelRoutes =
      new Grouping<PortModel, Rank, Route>().each(modelScopes).of(attached, Filing::modelRoutes);
  private final Grouping<Port, String, Scope> scopes =
      new Grouping<Port, String, Scope>().of(modelScopes, Filing::scopes);
  private final Grouping<Offer, Rank, ModelCatalogue.Model> offering =
      new Grouping<Offer, Rank, ModelCatalogue.Model>().each(offers).of(attached, Filing::offers);
  private final Grouping<PortHost, String, ModelCatalogue.Model> offered =
      new Grouping<PortHost, String, ModelCatalogue.Model>()
          .each(catalogues)
          .of(offers, Filing::offered);
  private final Grouping<Port, PortHost, ModelCatalogue> portCatalogues =
      new Grouping<Port, PortHost, ModelCatalogue>().of(catalogues, Filing::catalogues);
  private final Grouping<ObjectKey, String, Cluster> gatewayClusters =
      new Grouping<ObjectKey, String, Cluster>().of(clusters, Filing::clusters);
  private final Grouping<ObjectKey, String, Secret> gatewaySecrets =
      new Grouping<ObjectKey, String, Secret>().of(secrets, Filing::secrets);
  private final Grouping<ObjectKey, Use, Optional<ObjectKey>> usesOfTlsPolicies =
      new Grouping<ObjectKey, Use, Optional<ObjectKey>>().of(tlsUses, Filing::usesOfTlsPolicies);
  private final Grouping<ListenerName, ObjectKey, Boolean> routesOfListeners =
      new Grouping<ListenerName, ObjectKey, Boolean>().of(attached, Filing::routesOfListeners);
  private final Grouping<ObjectKey, PoolParent, Boolean> poolParents =
      new Grouping<ObjectKey, PoolParent, Boolean>().of(attached, Filing::poolParents);

  private OrderedMap<ObjectKey, GatewayPlan> allPlans = OrderedMap.empty();
  private OrderedMap<ObjectKey, Verdict> allVerdicts = OrderedMap.empty();
  private OrderedMap<ObjectKey, List<RuleWay>> allWays = OrderedMap.empty();

  Pipeline(CompilerOptions options) {
    this.options = options;
    this.resolved = new ResolvedObjects(inputs, new Resolver(options.localBackends()));
    new Grouping<Use, ObjectKey, Boolean>().each(clusters).of(attached, Filing::uses);
    new Grouping<Use, ObjectKey, Boolean>().each(tlsUses).of(attached, Filing::uses);
    new Grouping<SecretUse, Upstream, Boolean>()
        .each(secrets)
        .of(clusters, Filing::secretsOfClusters)
        .of(listeners, Filing::secretsOfListeners);
    plans.follow((key, before, after) -> allPlans = next(allPlans, key, after));
    verdicts.follow((key, before, after) -> allVerdicts = next(allVerdicts, key, after));
    routes.follow(
        (key, before, after) -> allWays = next(allWays, key, after == null ? null : after.ways()));
  }

  private static <V> OrderedMap<ObjectKey, V> next(
      OrderedMap<ObjectKey, V> map, ObjectKey key, @Nullable V value) {
    return value == null ? map.without(key) : map.with(key, value);
  }

  Compilation compile(ResourceSet resources) {
    inputs.update(resources, this::exists, this::isHeardOf);
    resolved.stages().forEach(Memo::refresh);
    stages.forEach(Memo::refresh);
    return new Compilation(allPlans, allVerdicts, allWays);
  }

  private void exists(ObjectKey key, boolean exists) {
    for (Memo<ObjectKey, ?> stage : stagesOf(key.kind())) {
      if (exists) {
        stage.want(key);
      } else {
        stage.drop(key);
      }
    }
  }

  private void isHeardOf(ObjectKey key, boolean heard) {
    if (heard) {
      verdicts.want(key);
    } else {
      verdicts.drop(key);
    }
  }

  private List<Memo<ObjectKey, ?>> stagesOf(Kind kind) {
    return switch (kind) {
      case AI_SERVICE_BACKEND ->
          List.of(resolved.backends, resolved.backendTargets, resolved.withEndpoints, verdicts);
      case INFERENCE_POOL, ALPHA_INFERENCE_POOL ->
          List.of(resolved.pools, resolved.poolTargets, resolved.withEndpoints, verdicts);
      case AI_GATEWAY_ROUTE, HTTP_ROUTE -> List.of(routes, attached, verdicts);
      case GATEWAY -> List.of(listeners, plans, verdicts);
      case BACKEND_SECURITY_POLICY ->
          List.of(resolved.credentials, resolved.attachedCredentials, verdicts);
      case BACKEND_TLS_POLICY ->
          List.of(resolved.tlsPolicies, resolved.attachedTlsPolicies, verdicts);
      case GATEWAY_CLASS,
          INFERENCE_MODEL,
          INFERENCE_OBJECTIVE,
          FORMER_INFERENCE_OBJECTIVE,
          INFERENCE_MODEL_REWRITE,
          FORMER_INFERENCE_MODEL_REWRITE ->
          List.of(verdicts);
      case REFERENCE_GRANT, BACKEND, NAMESPACE, POD, SERVICE, ENDPOINT_SLICE, SECRET, CONFIG_MAP ->
          List.of();
    };
  }

  private CompiledRoute route(ObjectKey key, Reads reads) {
    return key.kind() == Kind.HTTP_ROUTE
        ? new HttpRouteCompiler(
                inputs.object(HttpRoute.class, key, reads),
                inputs.of(reads),
                resolved.targets(reads),
                options)
            .result()
        : new RouteCompiler(
                inputs.object(AiGatewayRoute.class, key, reads),
                inputs.of(reads),
                resolved.targets(reads),
                options)
            .result();
  }

  private @Nullable GatewayListeners listeners(ObjectKey key, Reads reads) {
    Gateway gateway = inputs.object(Gateway.class, key, reads);
    ObjectKey gatewayClass =
        new ObjectKey(Kind.GATEWAY_CLASS, "", gateway.spec().gatewayClassName());
    return inputs.of(reads).get(GatewayClass.class, gatewayClass).filter(this::isOurs).isPresent()
        ? GatewayListeners.of(gateway, ref -> resolved.certificate(gateway, ref, reads))
        : null;
  }

  private boolean isOurs(GatewayClass gatewayClass) {
    return options.controllerNames().contains(gatewayClass.spec().controllerName());
  }

  private AttachedRoute attached(ObjectKey key, Reads reads) {
    return new RouteAttachment(
            reads.require(routes, key), inputs.of(reads), gateway -> reads.get(listeners, gateway))
        .result();
  }

  private Rank firstReader(Port port, Reads reads) {
    return orEmpty(reads.get(bodyReaders, port)).keySet().iterator().next();
  }

  private Scope aheadScope(Port port, Reads reads) {
    return Scopes.ahead(orEmpty(reads.get(headRoutes, port)), reads.get(firstReaders, port));
  }

  private Scope generalScope(Port port, Reads reads) {
    return Scopes.general(reads.get(generalRoutes, port), reads.get(firstReaders, port));
  }

  private Scope modelScope(PortModel place, Reads reads) {
    return Scopes.ofModel(
        place.model(),
        reads.require(modelRoutes, place),
        reads.get(generalRoutes, place.port()),
        reads.get(firstReaders, place.port()));
  }

  private ModelCatalogue.Model offer(Offer offer, Reads reads) {
    return orEmpty(reads.get(offering, offer)).values().iterator().next();
  }

  private ModelCatalogue catalogue(PortHost place, Reads reads) {
    return new ModelCatalogue(place.host(), orEmpty(reads.get(offered, place)));
  }

  private List<Cluster> cluster(Use use, Reads reads) {
    return resolved.clusters(use, reads);
  }

  private @Nullable PolicyUses tlsUse(Use use, Reads reads) {
    return resolved.tlsUse(use, reads);
  }

  private @Nullable Secret secret(SecretUse use, Reads reads) {
    return resolved.secret(use, reads);
  }

  private @Nullable GatewayPlan plan(ObjectKey gateway, Reads reads) {
    GatewayListeners of = reads.get(listeners, gateway);
    if (of == null) {
      return null;
    }
    List<Listener> planned = new ArrayList<>();
    for (int number : of.ports()) {
      Port port = new Port(gateway, number);
      planned.add(
          new Listener(
              number,
              of.tls(number),
              orNone(reads.get(aheadScopes, port)),
              orNone(reads.get(generalScopes, port)),
              orEmpty(reads.get(scopes, port)),
              List.copyOf(orEmpty(reads.get(portCatalogues, port)).values())));
    }
    return new GatewayPlan(
        gateway.qualifiedName(),
        planned,
        orEmpty(reads.get(gatewayClusters, gateway)),
        orEmpty(reads.get(gatewaySecrets, gateway)));
  }

  private static Scope orNone(@Nullable Scope scope) {
    return scope == null ? Scope.NONE : scope;
  }

  private static <K extends Comparable<? super K>, V> OrderedMap<K, V> orEmpty(
      @Nullable OrderedMap<K, V> map) {
    return map == null ? OrderedMap.empty() : map;
  }

  private @Nullable Verdict verdict(ObjectKey key, Reads reads) {
    Withheld newer = inputs.of(reads).withheld(key).orElse(null);
    if (inputs.of(reads).get(ApiObject.class, key).isEmpty()) {
      return newer == null ? null : Verdicts.of(key, newer);
    }
    Verdict verdict = ofWhatIsInEffect(key, reads);
    return verdict == null || newer == null ? verdict : Verdicts.of(newer, verdict);
  }

  private @Nullable Verdict ofWhatIsInEffect(ObjectKey key, Reads reads) {
    Lookup objects = inputs.of(reads);
    return switch (key.kind()) {
      case GATEWAY_CLASS ->
          objects
              .get(GatewayClass.class, key)
              .filter(this::isOurs)
              .map(gatewayClass -> Verdicts.of(gatewayClass, options))
              .orElse(null);
      case GATEWAY -> {
        GatewayListeners of = reads.get(listeners, key);
        yield of == null
            ? null
            : Verdicts.of(
                inputs.object(Gateway.class, key, reads),
                of,
                name -> orEmpty(reads.get(routesOfListeners, new ListenerName(key, name))).size(),
                options);
      }
      case AI_GATEWAY_ROUTE, HTTP_ROUTE -> reads.require(attached, key).verdict().orElse(null);
      case AI_SERVICE_BACKEND -> Verdicts.of(reads.require(resolved.backends, key));
      case BACKEND_SECURITY_POLICY -> PolicyVerdicts.of(reads.require(resolved.credentials, key));
      case BACKEND_TLS_POLICY ->
          PolicyVerdicts.of(
              reads.require(resolved.tlsPolicies, key), orEmpty(reads.get(usesOfTlsPolicies, key)));
      case INFERENCE_POOL, ALPHA_INFERENCE_POOL -> {
        Map<ObjectKey, Boolean> parents = new LinkedHashMap<>();
        orEmpty(reads.get(poolParents, key))
            .forEach((by, accepted) -> parents.merge(by.gateway(), accepted, Boolean::logicalOr));
        yield Verdicts.of(reads.require(resolved.pools, key), parents);
      }
      case INFERENCE_MODEL -> {
        InferenceModel model = inputs.object(InferenceModel.class, key, reads);
        ObjectKey pool =
            new ObjectKey(
                Kind.named(model.spec().poolRef().group(), model.spec().poolRef().kind())
                    .orElse(Kind.ALPHA_INFERENCE_POOL),
                key.namespace(),
                model.spec().poolRef().name());
        yield options.inferenceExtension()
            ? Verdicts.of(model, pool, reads.get(resolved.poolTargets, pool)).orElse(null)
            : null;
      }
      case INFERENCE_OBJECTIVE, FORMER_INFERENCE_OBJECTIVE -> {
        Objective objective = inputs.object(Objective.class, key, reads);
        yield poolVerdict(
            objective.spec().poolRef(), key, reads, pool -> PoolVerdicts.of(objective, pool));
      }
      case INFERENCE_MODEL_REWRITE, FORMER_INFERENCE_MODEL_REWRITE -> {
        Rewrite rewrite = inputs.object(Rewrite.class, key, reads);
        yield poolVerdict(
            rewrite.spec().poolRef(), key, reads, pool -> PoolVerdicts.of(rewrite, pool));
      }
      case REFERENCE_GRANT, BACKEND, NAMESPACE, POD, SERVICE, ENDPOINT_SLICE, SECRET, CONFIG_MAP ->
          null;
    };
  }

  /** On what refers to a pool; null where that is nothing of ours. */
  private @Nullable Verdict poolVerdict(
      InferencePoolRef ref, ObjectKey key, Reads reads, Function<PoolTarget, Condition> accepted) {
    ObjectKey pool = ref.pool(key.namespace()).orElse(null);
    return pool == null || !options.inferenceExtension()
        ? null
        : PoolVerdicts.of(
                inputs.object(ApiObject.class, key, reads),
                pool,
                reads.get(resolved.poolTargets, pool),
                accepted)
            .orElse(null);
  }
}
