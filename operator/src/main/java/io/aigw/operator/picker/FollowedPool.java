package io.aigw.operator.picker;

import static java.util.Locale.ROOT;

import io.aigw.api.AlphaInferencePool;
import io.aigw.api.InferenceModel;
import io.aigw.api.InferencePool;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.decide.Newcomers;
import io.aigw.decide.ServedModel;
import io.aigw.decide.ServedPool;
import io.aigw.operator.kubernetes.NamespacedName;
import io.aigw.pick.Policies;
import io.aigw.pick.Pool;
import io.aigw.pick.Pools;
import io.aigw.resolve.PickedPool;
import io.aigw.resolve.PoolRewrites;
import io.aigw.resolve.Resolver;
import io.aigw.resource.Lookup;
import io.aigw.route.ModelRenaming;
import io.aigw.route.PoolMembers;
import io.aigw.route.WeightedName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool as the API server has it, in the newest version of its API. One that is not there has no
 * endpoint. Followed by one thread, asked by many.
 */
final class FollowedPool implements Supplier<Optional<ServedPool>>, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(FollowedPool.class);

  private final NamespacedName name;
  private final Resolver resolver;
  private final Pools.Attendance attendance;
  private Newcomers newcomers;
  private List<String> notes = List.of();
  private Runnable leave = () -> {};
  private volatile Optional<ServedPool> served = Optional.empty();
  private volatile boolean exists;

  /**
   * A pool that was not looked for yet.
   *
   * @param hold how long a new endpoint is held back
   */
  FollowedPool(NamespacedName name, Resolver resolver, Pools.Attendance attendance, Duration hold) {
    this.name = name;
    this.resolver = resolver;
    this.attendance = attendance;
    this.newcomers = Newcomers.none(hold);
  }

  NamespacedName name() {
    return name;
  }

  /** Whether the API server has it. */
  boolean exists() {
    return exists;
  }

  /** Empty before it was looked for. */
  @Override
  public Optional<ServedPool> get() {
    return served;
  }

  /** Takes what there is now. */
  void follow(Lookup objects) {
    Optional<PickedPool> picked = find(objects).map(pool -> resolver.picked(pool, objects));
    Pool pool = pool(picked.map(PickedPool::policy).orElse(Policies.LEAST_REQUESTS));
    pool.set(
        picked.map(PickedPool::endpoints).orElse(List.of()).stream()
            .map(member -> PoolMembers.address(member.host(), member.port()))
            .toList());
    newcomers = newcomers.after(pool.endpoints(), System.nanoTime());
    served =
        Optional.of(
            new ServedPool(
                pool,
                picked.flatMap(PickedPool::models).map(FollowedPool::models),
                picked
                    .map(PickedPool::rewrites)
                    .map(FollowedPool::renaming)
                    .orElse(ModelRenaming.NONE),
                picked.<Map<String, Boolean>>map(PickedPool::objectives).orElse(Map.of()),
                picked.map(found -> found.pool().sessionHeader().toLowerCase(ROOT)).orElse(""),
                newcomers));
    exists = picked.isPresent();
    tell(picked.map(PickedPool::notes).orElse(List.of("there is no such pool")));
  }

  private Optional<io.aigw.api.Pool> find(Lookup objects) {
    Optional<io.aigw.api.Pool> newest =
        objects
            .get(InferencePool.class, key(Kind.INFERENCE_POOL))
            .map(io.aigw.api.Pool.class::cast);
    return newest.or(() -> objects.get(AlphaInferencePool.class, key(Kind.ALPHA_INFERENCE_POOL)));
  }

  private ObjectKey key(Kind kind) {
    return new ObjectKey(kind, name.namespace(), name.name());
  }

  /** The one that there is, unless it chooses in another way. */
  private Pool pool(String policy) {
    Optional<Pool> before = served.map(ServedPool::pool);
    if (before.isPresent() && before.get().policy().equals(policy)) {
      return before.get();
    }
    Pool pool = new Pool("pool/" + name, policy, Policies.named(policy).orElseThrow());
    pool.asked(System.nanoTime()); // the first request is to find that servers were asked
    leave.run();
    leave = attendance.attendIfNeeded(pool);
    return pool;
  }

  private static Map<String, ServedModel> models(Map<String, InferenceModel> models) {
    return models.values().stream()
        .map(InferenceModel::spec)
        .collect(
            Collectors.toMap(
                InferenceModel.Spec::modelName,
                model ->
                    new ServedModel(
                        model.isSheddable(),
                        model.targetModels().stream()
                            .map(target -> new WeightedName(target.name(), target.share()))
                            .toList())));
  }

  private static ModelRenaming renaming(PoolRewrites rewrites) {
    SortedMap<String, List<WeightedName>> of = new TreeMap<>();
    rewrites.exact().forEach((model, rule) -> of.put(model, names(rule)));
    return new ModelRenaming(of, rewrites.general().map(FollowedPool::names).orElse(List.of()));
  }

  private static List<WeightedName> names(PoolRewrites.Rule rule) {
    return rule.names().stream().map(name -> new WeightedName(name.name(), name.weight())).toList();
  }

  private void tell(List<String> newest) {
    if (!newest.equals(notes)) {
      notes = newest;
      log.atInfo().addKeyValue("pool", name).log(String.join("; ", newest));
    }
  }

  @Override
  public void close() {
    leave.run();
  }
}
