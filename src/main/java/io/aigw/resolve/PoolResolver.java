package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_PROTOCOL;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePool;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Cluster;
import io.aigw.ir.Endpoint;
import io.aigw.resource.ResourceSet;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Resolves InferencePools (v1alpha2): members are the AIServiceBackends in the pool's namespace
 * that carry the labels of {@code spec.selector}; models are the InferenceModels that refer to the
 * pool, of which the oldest wins a name.
 *
 * <p>Serves one round; not threadsafe.
 */
public final class PoolResolver {

  /** The picker name by which a pool is served by this gateway. */
  public static final String OWN_PICKER = "envoy-ai-gateway";

  /** Older first; at the same age by name. */
  private static final Comparator<InferenceModel> BY_AGE =
      Comparator.comparing((InferenceModel model) -> model.metadata().created())
          .thenComparing(model -> model.metadata().name());

  private final ResourceSet resources;
  private final BackendResolver backends;
  private final Map<ObjectKey, List<InferenceModel>> modelsByPool = new HashMap<>();
  private final Map<ObjectKey, ResolvedPool> resolved = new HashMap<>();

  public PoolResolver(ResourceSet resources, BackendResolver backends) {
    this.resources = resources;
    this.backends = backends;
    for (InferenceModel model : resources.all(InferenceModel.class, Kind.INFERENCE_MODEL)) {
      modelsByPool.computeIfAbsent(poolOf(model), key -> new ArrayList<>()).add(model);
    }
    modelsByPool.values().forEach(models -> models.sort(BY_AGE));
  }

  /** The pool that a model refers to, which may not exist. */
  public static ObjectKey poolOf(InferenceModel model) {
    return new ObjectKey(
        Kind.INFERENCE_POOL, model.metadata().namespace(), model.spec().poolRef().name());
  }

  /** What a pool stands for; computed once per round. */
  public ResolvedPool resolve(InferencePool pool) {
    ResolvedPool known = resolved.get(pool.key());
    if (known != null) {
      return known;
    }
    ResolvedPool result = resolveNew(pool);
    resolved.put(pool.key(), result);
    return result;
  }

  private ResolvedPool resolveNew(InferencePool pool) {
    String picker = pool.spec().extensionRef().name();
    if (!picker.equals(OWN_PICKER)) {
      Problem problem =
          new Problem(
              UNSUPPORTED_VALUE,
              "spec.extensionRef.name %s: external endpoint pickers are not supported yet; name %s to have this gateway pick"
                  .formatted(picker, OWN_PICKER));
      return new ResolvedPool(
          pool, Optional.empty(), new TreeMap<>(), Optional.of(problem), List.of());
    }
    List<String> credentials = backends.credentials(pool.key());
    if (!credentials.isEmpty()) {
      Problem problem =
          new Problem(
              UNSUPPORTED_PROTOCOL,
              "needs the credential of BackendSecurityPolicy %s, which is not supported yet"
                  .formatted(String.join(", ", credentials)));
      return new ResolvedPool(
          pool, Optional.empty(), new TreeMap<>(), Optional.of(problem), List.of());
    }
    List<String> notes = new ArrayList<>();
    SortedMap<String, InferenceModel> models = models(pool);
    if (models.isEmpty()) {
      notes.add("no InferenceModel refers to this pool: every request is answered model_not_found");
    }
    Cluster cluster = cluster(pool, notes);
    if (cluster.endpoints().isEmpty()) {
      notes.add("no ready endpoint: requests get 503");
    }
    return new ResolvedPool(pool, Optional.of(cluster), models, Optional.empty(), notes);
  }

  private SortedMap<String, InferenceModel> models(InferencePool pool) {
    SortedMap<String, InferenceModel> models = new TreeMap<>();
    for (InferenceModel model : modelsByPool.getOrDefault(pool.key(), List.of())) {
      models.putIfAbsent(model.spec().modelName(), model);
    }
    return models;
  }

  private Cluster cluster(InferencePool pool, List<String> notes) {
    List<Cluster> members = members(pool, notes);
    Set<Endpoint> endpoints = new TreeSet<>();
    members.forEach(member -> endpoints.addAll(member.endpoints()));
    return new Cluster(
        "pool/" + pool.key().qualifiedName(),
        members.stream().anyMatch(member -> member.discovery() == Cluster.Discovery.DNS)
            ? Cluster.Discovery.DNS
            : Cluster.Discovery.ENDPOINTS,
        members.isEmpty() ? Cluster.Protocol.HTTP1 : members.getFirst().protocol(),
        List.copyOf(endpoints));
  }

  private List<Cluster> members(InferencePool pool, List<String> notes) {
    Map<String, String> selector = pool.spec().selector();
    List<AiServiceBackend> selected =
        selector.isEmpty()
            ? List.of()
            : resources
                .in(AiServiceBackend.class, Kind.AI_SERVICE_BACKEND, pool.metadata().namespace())
                .stream()
                .filter(b -> b.metadata().labels().entrySet().containsAll(selector.entrySet()))
                .toList();
    if (selected.isEmpty()) {
      notes.add(
          "spec.selector selects no AIServiceBackend in namespace %s"
              .formatted(pool.metadata().namespace()));
    }
    List<Cluster> members = new ArrayList<>();
    for (AiServiceBackend backend : selected) {
      ResolvedBackend member = backends.resolve(backend);
      if (member.problem().isPresent()) {
        notes.add("%s is out: %s".formatted(backend.key(), member.problem().get().message()));
      } else if (member.port() != pool.spec().targetPortNumber()) {
        notes.add(
            "%s is out: its port is %s, not spec.targetPortNumber %d"
                .formatted(
                    backend.key(),
                    member.port() == 0 ? "not the same for all endpoints" : member.port(),
                    pool.spec().targetPortNumber()));
      } else if (!members.isEmpty()
          && members.getFirst().protocol() != member.cluster().orElseThrow().protocol()) {
        notes.add(
            "%s is out: it speaks another HTTP version than the other members"
                .formatted(backend.key()));
      } else {
        members.add(member.cluster().orElseThrow());
        if (backend.spec().headerMutation() != null) {
          notes.add("%s: spec.headerMutation has no effect in a pool".formatted(backend.key()));
        }
      }
    }
    return members;
  }
}
