package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_PROTOCOL;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePool;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Cluster;
import io.aigw.ir.Endpoint;
import io.aigw.resource.Lookup;
import io.aigw.resource.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The resolution of one InferencePool (v1alpha2): members are the AIServiceBackends in the pool's
 * namespace that carry the labels of {@code spec.selector}; models are the InferenceModels that
 * refer to the pool, of which the oldest wins a name.
 */
final class PoolResolution {

  /** The picker name by which a pool is served by this gateway. */
  private static final String OWN_PICKER = "envoy-ai-gateway";

  /** Older first; at the same age by name. */
  private static final Comparator<InferenceModel> BY_AGE =
      Comparator.comparing((InferenceModel model) -> model.metadata().created())
          .thenComparing(model -> model.metadata().name());

  private final InferencePool pool;
  private final Lookup objects;
  private final Function<ObjectKey, ResolvedBackend> backends;
  private final List<String> notes = new ArrayList<>();

  PoolResolution(
      InferencePool pool, Lookup objects, Function<ObjectKey, ResolvedBackend> backends) {
    this.pool = pool;
    this.objects = objects;
    this.backends = backends;
  }

  ResolvedPool result() {
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
    List<String> credentials = BackendResolution.credentials(objects, pool.key());
    if (!credentials.isEmpty()) {
      Problem problem =
          new Problem(
              UNSUPPORTED_PROTOCOL,
              "needs the credential of BackendSecurityPolicy %s, which is not supported yet"
                  .formatted(String.join(", ", credentials)));
      return new ResolvedPool(
          pool, Optional.empty(), new TreeMap<>(), Optional.of(problem), List.of());
    }
    SortedMap<String, InferenceModel> models = models();
    if (models.isEmpty()) {
      notes.add("no InferenceModel refers to this pool: every request is answered model_not_found");
    }
    Cluster cluster = cluster();
    if (cluster.endpoints().isEmpty()) {
      notes.add("no ready endpoint: requests get 503");
    }
    return new ResolvedPool(pool, Optional.of(cluster), models, Optional.empty(), notes);
  }

  private SortedMap<String, InferenceModel> models() {
    SortedMap<String, InferenceModel> models = new TreeMap<>();
    objects.about(InferenceModel.class, Topic.referringTo(pool.key())).stream()
        .sorted(BY_AGE)
        .forEach(model -> models.putIfAbsent(model.spec().modelName(), model));
    return models;
  }

  private Cluster cluster() {
    List<Cluster> members = members();
    Set<Endpoint> endpoints = new TreeSet<>();
    members.forEach(member -> endpoints.addAll(member.endpoints()));
    return new Cluster(
        ResolvedPool.clusterName(pool.key()),
        members.stream().anyMatch(member -> member.discovery() == Cluster.Discovery.DNS)
            ? Cluster.Discovery.DNS
            : Cluster.Discovery.ENDPOINTS,
        members.isEmpty() ? Cluster.Protocol.HTTP1 : members.getFirst().protocol(),
        List.copyOf(endpoints));
  }

  private List<Cluster> members() {
    List<AiServiceBackend> selected = selected();
    if (selected.isEmpty()) {
      notes.add(
          "spec.selector selects no AIServiceBackend in namespace %s"
              .formatted(pool.metadata().namespace()));
    }
    List<Cluster> members = new ArrayList<>();
    for (AiServiceBackend backend : selected) {
      ResolvedBackend member = backends.apply(backend.key());
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

  private List<AiServiceBackend> selected() {
    Map<String, String> selector = new TreeMap<>(pool.spec().selector());
    if (selector.isEmpty()) {
      return List.of();
    }
    Map.Entry<String, String> first = selector.entrySet().iterator().next();
    Topic topic = Topic.labelled(pool.metadata().namespace(), first.getKey(), first.getValue());
    return objects.about(AiServiceBackend.class, topic).stream()
        .filter(b -> b.metadata().labels().entrySet().containsAll(selector.entrySet()))
        .toList();
  }
}
