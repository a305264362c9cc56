package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.compile.Compilation;
import io.aigw.compile.CompilerOptions;
import io.aigw.operator.control.RoundObserver;
import io.aigw.operator.kubernetes.status.ProgrammedState.Outcome;
import io.aigw.operator.refusal.Refusal;
import io.aigw.operator.refusal.Refusals;
import io.aigw.status.StatusMerger;
import io.aigw.status.StatusShape;
import io.aigw.status.Verdict;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Has the verdicts of every compilation written to the objects' statuses: of what differs from the
 * compilation before, and of any object when it changes itself. The newest verdict counts; whoever
 * compiles never waits for a write. Threadsafe.
 */
public final class StatusWriters implements RoundObserver, AutoCloseable {

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Predicate<ObjectKey> exists;
  private final ProgrammedState programmed;
  private final Function<ObjectKey, Provision> provisions;
  private final Refusals refusals;
  private final StatusMerger merger;
  private final Map<Kind, Controlled> controllers = new ConcurrentHashMap<>();
  private Map<Kind, String> served = Map.of();
  private volatile boolean started;

  private volatile OrderedMap<ObjectKey, Verdict> verdicts = OrderedMap.empty();

  /** What has no verdict any more and whose status still says one. */
  private final Set<ObjectKey> withdrawn = ConcurrentHashMap.newKeySet();

  private final Set<ObjectKey> gatewaysEverOurs = ConcurrentHashMap.newKeySet();

  private record Controlled(String version, StatusController controller) {}

  /**
   * Writers that are not started.
   *
   * @param namespaces to write in; empty: all of the cluster
   * @param exists whether the API server has an object
   * @param provisions what runs a Gateway's Envoys
   */
  public StatusWriters(
      KubernetesClient client,
      Set<String> namespaces,
      Predicate<ObjectKey> exists,
      ProgrammedState programmed,
      Function<ObjectKey, Provision> provisions,
      Refusals refusals) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.exists = exists;
    this.programmed = programmed;
    this.provisions = provisions;
    this.refusals = refusals;
    this.merger =
        new StatusMerger(
            CompilerOptions.OWN_CONTROLLER,
            ref ->
                ref.kind().equals(Kind.GATEWAY.kindName())
                    && isOurs(new ObjectKey(Kind.GATEWAY, ref.namespace(), ref.name())));
  }

  /** Whether what is said with regard to a Gateway is ours: also if nobody's, since it is gone. */
  private boolean isOurs(ObjectKey gateway) {
    boolean isSeen = namespaces.isEmpty() || namespaces.contains(gateway.namespace());
    return gatewaysEverOurs.contains(gateway)
        || (isSeen && !gateway.namespace().isEmpty() && !exists.test(gateway));
  }

  /** These kinds are there, in these versions. */
  public synchronized void serve(Map<Kind, String> versions) {
    served = Map.copyOf(versions);
    follow();
  }

  /** Begins to write: this process is the one that does. Takes its time. */
  public synchronized void start() {
    started = true;
    follow();
  }

  /** Ceases to write; may be started again. */
  public synchronized void stop() {
    started = false;
    follow();
  }

  /** Starts and ends controllers as it is wanted. */
  private void follow() {
    Map<Kind, String> wanted = started ? served : Map.of();
    for (Kind kind : Kind.values()) {
      if (StatusShape.of(kind) == StatusShape.NONE) {
        continue;
      }
      String version = wanted.get(kind);
      Controlled current = controllers.get(kind);
      if (current != null && !current.version().equals(version)) {
        controllers.remove(kind);
        Thread.ofVirtual().start(current.controller()::close); // waits for writes under way
        current = null;
      }
      if (current == null && version != null) {
        controllers.put(kind, new Controlled(version, controller(kind, version)));
      }
    }
  }

  private StatusController controller(Kind kind, String version) {
    return new StatusController(
        client,
        kind,
        version,
        namespaces,
        new StatusReconciler(kind, this::judge, merger, InstantSource.system()));
  }

  @Override
  public void compiled(@Nullable Compilation previous, Compilation current) {
    OrderedMap<ObjectKey, Verdict> before = verdicts;
    verdicts = current.verdicts();
    withdrawn.removeIf(object -> verdicts.containsKey(object) || !exists.test(object));
    verdicts.differencesFrom(
        before,
        (object, said, verdict) -> {
          if (object.kind() == Kind.GATEWAY) {
            gatewaysEverOurs.add(object);
          }
          if (verdict != null) {
            wake(object);
          } else if (exists.test(object)) {
            withdrawn.add(object);
            wake(object);
          }
        });
  }

  /** Has an object's status looked at again. */
  public void wake(ObjectKey object) {
    Controlled controlled = controllers.get(object.kind());
    if (controlled != null) {
      controlled.controller().wake(object);
    }
  }

  /** Has the statuses of all objects looked at again. */
  public void wakeAll() {
    verdicts.keySet().forEach(this::wake);
  }

  private Optional<GatewayVerdict> judge(
      ObjectKey object, long generation, Map<String, Object> status) {
    if (!started) {
      return Optional.empty(); // a reconciler that is about to end
    }
    Verdict verdict = verdicts.get(object);
    if (verdict == null) {
      return withdrawn.contains(object)
          ? Optional.of(
              new GatewayVerdict(
                  new Verdict(object, generation, List.of(), List.of(), List.of()), Set.of()))
          : Optional.empty();
    }
    if (verdict.generation() != generation) {
      return Optional.empty(); // one of the two is on its way
    }
    List<Refusal> refused = refusals.of(object);
    if (object.kind() == Kind.GATEWAY) {
      Outcome outcome =
          refused.isEmpty()
              ? programmed.of(object)
              : new Outcome.Rejected(RefusedVerdict.message(refused));
      return Optional.of(GatewayVerdict.of(verdict, outcome, provisions.apply(object), status));
    }
    Set<String> unsettled =
        refused.isEmpty() && !refusals.isComplete() ? Set.of(RefusedVerdict.PROGRAMMED) : Set.of();
    return Optional.of(new GatewayVerdict(RefusedVerdict.of(verdict, refused), unsettled));
  }

  /** Why statuses are no longer written as they should be; empty as long as they are. */
  public Optional<String> failure() {
    return controllers.values().stream()
        .flatMap(controlled -> controlled.controller().failure().stream())
        .findFirst();
  }

  @Override
  public synchronized void close() {
    controllers.values().forEach(controlled -> controlled.controller().close());
    controllers.clear();
  }
}
