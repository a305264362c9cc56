package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.INVALID_KIND;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.ApiObject;
import io.aigw.api.InferenceModel;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Objective;
import io.aigw.api.Pod;
import io.aigw.api.Pool;
import io.aigw.api.Rewrite;
import io.aigw.api.Service;
import io.aigw.ir.Cluster;
import io.aigw.ir.Credential;
import io.aigw.ir.Picker;
import io.aigw.ir.UpstreamTls;
import io.aigw.resource.Lookup;
import io.aigw.resource.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * The resolution of one InferencePool: members are the AIServiceBackends and the ready Pods in the
 * pool's namespace that carry the labels of its selector. Where this gateway picks, and
 * InferenceModels refer to the pool, it serves their models alone, of which the oldest wins a name;
 * one of v1alpha2 serves no others.
 */
final class PoolResolution {

  /** The picker name by which a pool is served by this gateway. */
  private static final String OWN_PICKER = "envoy-ai-gateway";

  /** Where a picker listens that is named without a port. */
  private static final int PICKER_PORT = 9002;

  /** What the picker is told of the model where it does not matter: the body is not read for it. */
  private static final String ANY_MODEL = "*";

  /** Older first; at the same age by name. */
  private static final Comparator<ApiObject> BY_AGE =
      Comparator.comparing((ApiObject object) -> object.metadata().created())
          .thenComparing(object -> object.metadata().name())
          .thenComparing(ApiObject::kind);

  /** None refers to a Pod. */
  private static final Policies POLICIES_OF_PODS =
      new Policies() {
        @Override
        public ResolvedCredential.Attached credential(ObjectKey policy) {
          throw new IllegalArgumentException(policy.toString());
        }

        @Override
        public ResolvedTlsPolicy.Attached tls(ObjectKey policy) {
          throw new IllegalArgumentException(policy.toString());
        }
      };

  private final Pool pool;
  private final Optional<Pool.Picker> external;
  private final Lookup objects;
  private final Function<ObjectKey, ResolvedBackend> backends;
  private final Policies policies;
  private final boolean localBackends;
  private final List<Problem> acceptance = new ArrayList<>();
  private final List<Problem> references = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private PickingPolicy policy = PickingPolicy.LEAST_REQUESTS;
  private PolicyUses tlsPolicies = PolicyUses.NONE;
  private Optional<Credential> credential = Optional.empty();

  PoolResolution(
      Pool pool,
      Lookup objects,
      Policies policies,
      Function<ObjectKey, ResolvedBackend> backends,
      boolean localBackends) {
    this(
        pool,
        pool.picker().filter(picker -> !picker.name().equals(OWN_PICKER)),
        objects,
        policies,
        backends,
        localBackends);
  }

  private PoolResolution(
      Pool pool,
      Optional<Pool.Picker> external,
      Lookup objects,
      Policies policies,
      Function<ObjectKey, ResolvedBackend> backends,
      boolean localBackends) {
    this.pool = pool;
    this.external = external;
    this.objects = objects;
    this.policies = policies;
    this.backends = backends;
    this.localBackends = localBackends;
  }

  /** What the pool is to its own picker, who knows that it is the one that the pool names. */
  static PickedPool picked(Pool pool, Lookup objects, boolean localBackends) {
    PoolResolution resolution =
        new PoolResolution(
            pool,
            Optional.empty(),
            objects,
            POLICIES_OF_PODS,
            backend -> {
              throw new IllegalArgumentException(backend.toString());
            },
            localBackends);
    resolution.policy = resolution.policy();
    PoolRewrites rewrites = PoolRewrites.of(resolution.referring(Rewrite.class));
    MemberGroups groups = new MemberGroups(pool.key(), resolution.mannerOfPods());
    resolution.addPods(resolution.selected(Pod.class, Kind.POD), groups);
    resolution.notes.add(groups.summary());
    MemberGroups.Group pods = groups.all().getFirst();
    return new PickedPool(
        pool,
        List.copyOf(pods.endpoints()),
        resolution.policyOf(pods, "").written(),
        resolution.models(rewrites),
        rewrites,
        sheddable(resolution.objectives()),
        resolution.notes);
  }

  ResolvedPool result() {
    policy = policy();
    Optional<Cluster> asked = external.flatMap(this::askedCluster);
    CredentialAttachment attached = CredentialAttachment.of(pool.key(), null, objects, policies);
    credential = attached.credential();
    acceptance.addAll(attached.problems());
    boolean served = acceptance.isEmpty() && references.isEmpty();
    boolean own = served && external.isEmpty();
    PoolRewrites rewrites = own ? PoolRewrites.of(referring(Rewrite.class)) : PoolRewrites.NONE;
    Optional<SortedMap<String, InferenceModel>> models = own ? models(rewrites) : Optional.empty();
    SortedMap<String, Objective> objectives = own ? objectives() : new TreeMap<>();
    List<PoolGroup> groups = served ? groups(asked, objectives) : List.of();
    return new ResolvedPool(
        pool,
        groups,
        served ? asked : Optional.empty(),
        models,
        rewrites,
        objectives,
        acceptance,
        references,
        notes,
        tlsPolicies);
  }

  /** What the pool says of how to choose; who names an external picker leaves that to it. */
  private PickingPolicy policy() {
    Optional<String> written = pool.pickingPolicy();
    if (written.isEmpty()) {
      return PickingPolicy.LEAST_REQUESTS;
    }
    if (external.isPresent()) {
      notes.add(
          "annotation %s has no effect: an endpoint picker is named"
              .formatted(Pool.PICKING_POLICY));
      return PickingPolicy.LEAST_REQUESTS;
    }
    Optional<PickingPolicy> known = PickingPolicy.of(written.get());
    if (known.isEmpty()) {
      notes.add(
          "annotation %s is %s, which is none of %s: requests go to the endpoint with the fewest in flight"
              .formatted(Pool.PICKING_POLICY, written.get(), PickingPolicy.known()));
      return PickingPolicy.LEAST_REQUESTS;
    }
    if (known.get() == PickingPolicy.SESSION_AFFINITY
        && !HeaderNames.isName(pool.sessionHeader())) {
      notes.add(
          "annotation %s is no name of a header: requests go to the endpoint with the fewest in flight"
              .formatted(Pool.SESSION_HEADER));
      return PickingPolicy.LEAST_REQUESTS;
    }
    return known.get();
  }

  private List<PoolGroup> groups(Optional<Cluster> asked, SortedMap<String, Objective> objectives) {
    MemberGroups members = members();
    notes.add(members.summary());
    List<PoolGroup> groups = new ArrayList<>();
    for (MemberGroups.Group group : members.all()) {
      PickingPolicy effective =
          policyOf(group, members.all().size() == 1 ? "" : " for " + group.name());
      groups.add(
          new PoolGroup(
              cluster(group, effective), picker(group.name(), effective, asked, objectives)));
    }
    return groups;
  }

  /**
   * The policy that can be followed among the members of a group.
   *
   * @param where which group that is, for users
   */
  private PickingPolicy policyOf(MemberGroups.Group group, String where) {
    Manner manner = group.manner();
    if (policy.isAsked() && manner.discovery() == Cluster.Discovery.DNS) {
      notes.add(
          "annotation %s has no effect%s: members are names, not addresses"
              .formatted(Pool.PICKING_POLICY, where));
      return PickingPolicy.LEAST_REQUESTS;
    }
    if (policy.needsSignals()
        && (manner.tls().isPresent() || manner.protocol() == Cluster.Protocol.HTTP2)) {
      notes.add(
          "annotation %s has no effect%s: members are asked how they are in plain HTTP/1.1, which they do not speak"
              .formatted(Pool.PICKING_POLICY, where));
      return PickingPolicy.LEAST_REQUESTS;
    }
    return policy;
  }

  private Cluster cluster(MemberGroups.Group group, PickingPolicy effective) {
    return new Cluster(
        group.name(),
        group.manner().discovery(),
        group.manner().protocol(),
        group.manner().tls(),
        group.manner().credential(),
        external
            .map(
                picker -> picker.failsOpen() ? Cluster.Role.OPTIONALLY_PICKED : Cluster.Role.PICKED)
            .orElse(effective.role()),
        List.copyOf(group.endpoints()));
  }

  private Optional<Picker> picker(
      String group,
      PickingPolicy effective,
      Optional<Cluster> asked,
      SortedMap<String, Objective> objectives) {
    boolean failsOpen = pool.picker().filter(Pool.Picker::failsOpen).isPresent();
    if (asked.isPresent()) {
      return asked.map(cluster -> new Picker.External(cluster.name(), failsOpen));
    }
    return switch (effective) {
      case LEAST_REQUESTS, ROUND_ROBIN, RANDOM -> Optional.empty();
      case SESSION_AFFINITY -> Optional.of(new Picker.Session(pool.sessionHeader()));
      case LEAST_IN_FLIGHT, DECISION_TREE ->
          Optional.of(
              new Picker.BuiltIn(
                  group,
                  effective.written(),
                  false,
                  sheddable(objectives),
                  effective.needsSignals() ? Optional.empty() : Optional.of(ANY_MODEL),
                  failsOpen));
    };
  }

  /**
   * The picker's own cluster: gRPC, by TLS unless its Service says otherwise. Whose certificate it
   * is cannot be known, unless a BackendTLSPolicy says so.
   */
  private Optional<Cluster> askedCluster(Pool.Picker named) {
    if (!named.group().isEmpty() || !named.kind().equals(Kind.SERVICE.kindName())) {
      references.add(
          new Problem(
              INVALID_KIND,
              "the endpoint picker is a %s of group %s; name a Service"
                  .formatted(named.kind(), named.group().isEmpty() ? "\"\"" : named.group())));
      return Optional.empty();
    }
    ObjectKey key = new ObjectKey(Kind.SERVICE, pool.metadata().namespace(), named.name());
    AddressResolution addresses = new AddressResolution(objects, policies, localBackends);
    Optional<Service.Port> port =
        addresses.describeService(
            key, named.port() == 0 ? PICKER_PORT : named.port(), "the endpoint picker's port");
    boolean plain = addresses.protocol == Cluster.Protocol.HTTP2 && addresses.tls.isEmpty();
    addresses.protocol = Cluster.Protocol.HTTP2;
    if (!plain && addresses.tls.isEmpty()) {
      addresses.tls = Optional.of(new UpstreamTls.Unverified());
    }
    port.ifPresent(found -> addresses.addReadyAddresses(key, found));
    references.addAll(addresses.problems);
    tlsPolicies = tlsPolicies.and(addresses.tlsPolicies);
    if (addresses.problems.isEmpty() && addresses.endpoints.isEmpty()) {
      notes.add(
          "the endpoint picker %s has no ready endpoint: %s"
              .formatted(
                  key,
                  named.failsOpen()
                      ? "requests go to the endpoint with the fewest in flight"
                      : "requests get an error"));
    }
    return Optional.of(
        addresses.cluster(
            ResolvedPool.pickerName(pool.key()),
            Optional.empty(),
            named.failsOpen() ? Cluster.Role.OPTIONAL_PICKER : Cluster.Role.PICKER));
  }

  private static SortedMap<String, Boolean> sheddable(SortedMap<String, Objective> objectives) {
    SortedMap<String, Boolean> sheddable = new TreeMap<>();
    objectives.forEach((name, objective) -> sheddable.put(name, objective.isSheddable()));
    return sheddable;
  }

  private Optional<SortedMap<String, InferenceModel>> models(PoolRewrites rewrites) {
    SortedMap<String, InferenceModel> models = new TreeMap<>();
    referring(InferenceModel.class)
        .forEach(model -> models.putIfAbsent(model.spec().modelName(), model));
    if (!models.isEmpty()) {
      return Optional.of(models);
    }
    if (pool.kind() != Kind.ALPHA_INFERENCE_POOL) {
      return Optional.empty();
    }
    if (rewrites.isEmpty()) {
      notes.add("no InferenceModel refers to this pool: every request is answered model_not_found");
    }
    return Optional.of(models);
  }

  private SortedMap<String, Objective> objectives() {
    SortedMap<String, Objective> objectives = new TreeMap<>();
    referring(Objective.class)
        .forEach(objective -> objectives.putIfAbsent(objective.metadata().name(), objective));
    return objectives;
  }

  /** What refers to the pool, older ones first. */
  private <T extends ApiObject> List<T> referring(Class<T> type) {
    return objects.about(type, Topic.referringTo(pool.key())).stream().sorted(BY_AGE).toList();
  }

  private MemberGroups members() {
    List<AiServiceBackend> selected = selected(AiServiceBackend.class, Kind.AI_SERVICE_BACKEND);
    List<Pod> pods = selected(Pod.class, Kind.POD);
    if (selected.isEmpty() && pods.isEmpty()) {
      notes.add(
          "spec.selector selects no Pod and no AIServiceBackend in namespace %s"
              .formatted(pool.metadata().namespace()));
    }
    MemberGroups groups = new MemberGroups(pool.key(), mannerOfPods());
    addPods(pods, groups);
    selected.forEach(backend -> addBackend(backend, groups));
    return groups;
  }

  private Manner mannerOfPods() {
    return new Manner(
        Cluster.Discovery.ENDPOINTS,
        pool.http2() ? Cluster.Protocol.HTTP2 : Cluster.Protocol.HTTP1,
        Optional.empty(),
        credential);
  }

  private void addBackend(AiServiceBackend backend, MemberGroups groups) {
    ResolvedBackend member = backends.apply(backend.key());
    tlsPolicies = tlsPolicies.and(member.tlsPolicies());
    if (member.problem().isPresent()) {
      notes.add("%s is out: %s".formatted(backend.key(), member.problem().get().message()));
    } else if (!pool.targetPorts().contains(member.port())) {
      notes.add(
          "%s is out: its port is %s, not %s"
              .formatted(
                  backend.key(),
                  member.port() == 0 ? "not the same for all endpoints" : member.port(),
                  targetPorts()));
    } else {
      add(backend.key(), member.cluster().orElseThrow(), groups);
      if (backend.spec().headerMutation() != null) {
        notes.add("%s: spec.headerMutation has no effect in a pool".formatted(backend.key()));
      }
    }
  }

  private String targetPorts() {
    return pool.kind() == Kind.ALPHA_INFERENCE_POOL
        ? "spec.targetPortNumber %d".formatted(pool.targetPorts().getFirst())
        : "one of spec.targetPorts %s".formatted(pool.targetPorts());
  }

  /** Each port of each ready Pod. */
  private void addPods(List<Pod> pods, MemberGroups groups) {
    List<Pod> ready = pods.stream().filter(Pod::isReady).toList();
    if (ready.size() < pods.size()) {
      notes.add("%d of %d Pods not ready".formatted(pods.size() - ready.size(), pods.size()));
    }
    AddressResolution addresses = new AddressResolution(objects, policies, localBackends);
    for (Pod pod : ready) {
      pool.targetPorts().forEach(port -> addresses.addAddress(pod.status().podIP(), port, pod));
    }
    addresses.problems.forEach(problem -> notes.add("out: " + problem.message()));
    if (!pods.isEmpty()) {
      groups.add(mannerOfPods(), addresses.endpoints);
    }
  }

  /**
   * A member's own credential comes before the pool's. An endpoint picker's answer can lead to one
   * cluster alone.
   */
  private void add(ObjectKey backend, Cluster member, MemberGroups groups) {
    Manner manner = Manner.of(member).orWith(credential);
    Set<Manner> all = new HashSet<>(groups.manners());
    all.add(manner);
    if (external.isPresent() && all.size() > 1) {
      notes.add(
          "%s is out: members of which an endpoint picker chooses may not differ in %s"
              .formatted(backend, Manner.differences(all)));
      return;
    }
    groups.add(manner, member.endpoints());
  }

  private <T extends ApiObject> List<T> selected(Class<T> type, Kind kind) {
    Map<String, String> selector = new TreeMap<>(pool.selector());
    if (selector.isEmpty()) {
      return List.of();
    }
    Map.Entry<String, String> first = selector.entrySet().iterator().next();
    Topic topic =
        Topic.labelled(kind, pool.metadata().namespace(), first.getKey(), first.getValue());
    return objects.about(type, topic).stream()
        .filter(object -> object.metadata().labels().entrySet().containsAll(selector.entrySet()))
        .toList();
  }
}
