package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePool;
import io.aigw.api.ObjectKey;
import io.aigw.ir.Cluster;
import io.aigw.ir.Credential;
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
  private final Policies policies;
  private final List<String> notes = new ArrayList<>();
  private PolicyUses tlsPolicies = PolicyUses.NONE;
  private Optional<Credential> credential = Optional.empty();

  PoolResolution(
      InferencePool pool,
      Lookup objects,
      Policies policies,
      Function<ObjectKey, ResolvedBackend> backends) {
    this.pool = pool;
    this.objects = objects;
    this.policies = policies;
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
          pool,
          Optional.empty(),
          new TreeMap<>(),
          Optional.of(problem),
          List.of(),
          PolicyUses.NONE);
    }
    CredentialAttachment attached = CredentialAttachment.of(pool.key(), null, objects, policies);
    credential = attached.credential();
    if (!attached.problems().isEmpty()) {
      return new ResolvedPool(
          pool,
          Optional.empty(),
          new TreeMap<>(),
          Optional.of(attached.problems().getFirst()),
          List.of(),
          PolicyUses.NONE);
    }
    SortedMap<String, InferenceModel> models = models();
    if (models.isEmpty()) {
      notes.add("no InferenceModel refers to this pool: every request is answered model_not_found");
    }
    Cluster cluster = cluster();
    if (cluster.endpoints().isEmpty()) {
      notes.add("no ready endpoint: requests get 503");
    }
    return new ResolvedPool(
        pool, Optional.of(cluster), models, Optional.empty(), notes, tlsPolicies);
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
        members.isEmpty() ? Optional.empty() : members.getFirst().tls(),
        members.isEmpty() ? credential : members.getFirst().credential(),
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
      tlsPolicies = tlsPolicies.and(member.tlsPolicies());
      if (member.problem().isPresent()) {
        notes.add("%s is out: %s".formatted(backend.key(), member.problem().get().message()));
      } else if (member.port() != pool.spec().targetPortNumber()) {
        notes.add(
            "%s is out: its port is %s, not spec.targetPortNumber %d"
                .formatted(
                    backend.key(),
                    member.port() == 0 ? "not the same for all endpoints" : member.port(),
                    pool.spec().targetPortNumber()));
      } else {
        add(backend.key(), withCredential(member.cluster().orElseThrow()), members);
        if (backend.spec().headerMutation() != null) {
          notes.add("%s: spec.headerMutation has no effect in a pool".formatted(backend.key()));
        }
      }
    }
    return members;
  }

  /** A member's own credential comes before the pool's. */
  private Cluster withCredential(Cluster member) {
    return new Cluster(
        member.name(),
        member.discovery(),
        member.protocol(),
        member.tls(),
        member.credential().or(() -> credential),
        member.endpoints());
  }

  /** All members are one cluster, whose endpoints are spoken to in one way. */
  private void add(ObjectKey backend, Cluster member, List<Cluster> members) {
    Cluster first = members.isEmpty() ? member : members.getFirst();
    if (first.protocol() != member.protocol()) {
      notes.add(
          "%s is out: it speaks another HTTP version than the other members".formatted(backend));
    } else if (!first.tls().equals(member.tls())) {
      notes.add("%s is out: the other members have another BackendTLSPolicy".formatted(backend));
    } else if (!first.credential().equals(member.credential())) {
      notes.add("%s is out: the other members have another credential".formatted(backend));
    } else {
      members.add(member);
    }
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
