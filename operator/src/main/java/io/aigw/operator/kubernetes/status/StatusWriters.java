package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.compile.CompilerOptions;
import io.aigw.operator.kubernetes.status.ProgrammedState.Outcome;
import io.aigw.status.StatusMerger;
import io.aigw.status.StatusShape;
import io.aigw.status.Verdict;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Has the verdicts of every compilation written to the objects' statuses: of what differs from the
 * compilation before, and of any object when it changes itself. The newest verdict counts; whoever
 * compiles never waits for a write. Threadsafe.
 */
public final class StatusWriters implements AutoCloseable {

  static final String FIELD_MANAGER = "aigw";

  private final KubernetesClient client;
  private final Set<String> namespaces;
  private final Predicate<ObjectKey> exists;
  private final ProgrammedState programmed;
  private final BooleanSupplier writing;
  private final StatusMerger merger;
  private final Map<Kind, Served> controllers = new HashMap<>();

  private volatile Map<ObjectKey, Verdict> verdicts = Map.of();

  /** What has no verdict any more and whose status still says one. */
  private final Set<ObjectKey> withdrawn = ConcurrentHashMap.newKeySet();

  private final Set<ObjectKey> gatewaysEverOurs = ConcurrentHashMap.newKeySet();

  private record Served(String version, StatusController controller) {}

  /**
   * Writers that have nothing to write yet.
   *
   * @param namespaces to write in; empty: all of the cluster
   * @param exists whether the API server has an object
   * @param writing whether this process is the one that writes
   */
  public StatusWriters(
      KubernetesClient client,
      Set<String> namespaces,
      Predicate<ObjectKey> exists,
      ProgrammedState programmed,
      BooleanSupplier writing) {
    this.client = client;
    this.namespaces = Set.copyOf(namespaces);
    this.exists = exists;
    this.programmed = programmed;
    this.writing = writing;
    this.merger =
        new StatusMerger(
            CompilerOptions.OWN_CONTROLLER,
            ref ->
                ref.kind().equals(Kind.GATEWAY.kindName())
                    && gatewaysEverOurs.contains(
                        new ObjectKey(Kind.GATEWAY, ref.namespace(), ref.name())));
  }

  /** These kinds are there, in these versions. */
  public synchronized void serve(Map<Kind, String> versions) {
    for (Kind kind : Kind.values()) {
      if (StatusShape.of(kind) == StatusShape.NONE) {
        continue;
      }
      Served current = controllers.get(kind);
      String version = versions.get(kind);
      if (current != null && !current.version().equals(version)) {
        controllers.remove(kind);
        Thread.ofVirtual().start(current.controller()::close);
      }
      if (version != null && (current == null || !current.version().equals(version))) {
        StatusReconciler reconciler =
            new StatusReconciler(kind, this::judge, merger, InstantSource.system());
        controllers.put(
            kind,
            new Served(
                version, new StatusController(client, kind, version, namespaces, reconciler)));
      }
    }
  }

  /** A compilation is done. One caller at a time. */
  public void compiled(Compilation current) {
    Map<ObjectKey, Verdict> before = verdicts;
    Map<ObjectKey, Verdict> now = current.verdicts();
    now.keySet().stream()
        .filter(object -> object.kind() == Kind.GATEWAY)
        .forEach(gatewaysEverOurs::add);
    verdicts = now;
    withdrawn.removeIf(object -> now.containsKey(object) || !exists.test(object));
    for (ObjectKey object : before.keySet()) {
      if (!now.containsKey(object) && exists.test(object)) {
        withdrawn.add(object);
        wake(object);
      }
    }
    now.forEach(
        (object, verdict) -> {
          if (!verdict.equals(before.get(object))) {
            wake(object);
          }
        });
  }

  /** Has an object's status looked at again. */
  public synchronized void wake(ObjectKey object) {
    Served served = controllers.get(object.kind());
    if (served != null) {
      served.controller().wake(object);
    }
  }

  /** Has every status looked at again, for a process that begins to write. */
  public void wakeAll() {
    verdicts.keySet().forEach(this::wake);
  }

  private Optional<GatewayVerdict> judge(
      ObjectKey object, long generation, Map<String, Object> status) {
    if (!writing.getAsBoolean()) {
      return Optional.empty();
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
    if (object.kind() == Kind.GATEWAY) {
      Outcome outcome = programmed.of(object);
      return Optional.of(GatewayVerdict.of(verdict, outcome, status));
    }
    return Optional.of(new GatewayVerdict(verdict, Set.of()));
  }

  @Override
  public synchronized void close() {
    controllers.values().forEach(served -> served.controller().close());
    controllers.clear();
  }
}
