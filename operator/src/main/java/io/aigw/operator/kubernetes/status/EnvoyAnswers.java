package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.compile.Compilation;
import io.aigw.operator.control.RoundObserver;
import io.aigw.operator.kubernetes.replica.Report.Envoys;
import io.aigw.status.Verdict;
import io.aigw.xds.server.XdsObserver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Learns from the xDS server, and from other replicas, whether Gateways are programmed; what is
 * refused of them is another matter. What an Envoy said stays said when it leaves, and an Envoy
 * that joins later takes nothing back; only something new to be programmed needs a new answer.
 * Threadsafe.
 *
 * <p>Publications are numbered by the replica that makes them. What replicas can compare is the
 * Gateway's generation: one that all Envoys of a replica have answered, with everything that was
 * published when it was compiled.
 */
public final class EnvoyAnswers implements XdsObserver, RoundObserver, ProgrammedState {

  private final Consumer<ObjectKey> changed;
  private final Map<String, Group> groups = new HashMap<>();

  /** By replica, then by group. */
  private final Map<String, Map<String, Envoys>> elsewhere = new HashMap<>();

  private OrderedMap<ObjectKey, Verdict> verdicts = OrderedMap.empty();
  private boolean patient = true;

  /** The Envoys of one Gateway. */
  private static final class Group {
    private final Set<String> connected = new HashSet<>();
    private long published;
    private long acknowledged;

    /** Of the Gateway, as it was compiled last; complete with the publication that is due. */
    private long generation;

    private long due;
    private long answeredGeneration;
  }

  /**
   * Nothing is known yet, and Envoys that are away may come back.
   *
   * @param changed told of a Gateway whose outcome is another; on any thread
   */
  public EnvoyAnswers(Consumer<ObjectKey> changed) {
    this.changed = changed;
  }

  /** From now on an Envoy that is not connected counts as missing. */
  public void expectEnvoys() {
    Set<String> all;
    synchronized (this) {
      patient = false;
      all = Set.copyOf(groups.keySet());
    }
    all.forEach(group -> changed.accept(key(group)));
  }

  /** Something was published; the number comes from the xDS server. */
  public void published(String group, long publication) {
    change(group, state -> state.published = Math.max(state.published, publication));
  }

  /** The Gateway is gone. */
  public void retired(String group) {
    change(
        group,
        state -> {
          state.published = 0;
          state.acknowledged = 0;
          state.generation = 0;
          state.due = 0;
          state.answeredGeneration = 0;
        });
  }

  /** Notes which generation of a Gateway the publications so far are of. */
  @Override
  public void compiled(@Nullable Compilation previous, Compilation current) {
    OrderedMap<ObjectKey, Verdict> before = verdicts;
    verdicts = current.verdicts();
    verdicts.differencesFrom(
        before,
        (object, said, verdict) -> {
          if (object.kind() == Kind.GATEWAY && verdict != null) {
            change(object.qualifiedName(), state -> compiled(state, verdict.generation()));
          }
        });
  }

  private static void compiled(Group state, long generation) {
    if (state.published > 0 && generation != state.generation) {
      state.generation = generation;
      state.due = state.published;
      answered(state);
    }
  }

  private static void answered(Group state) {
    if (state.acknowledged > 0 && state.acknowledged >= state.due) {
      state.answeredGeneration = state.generation;
    }
  }

  /** What the Envoys of another replica say now, by Gateway. */
  public void elsewhere(String replica, Map<String, Envoys> gateways) {
    Set<String> touched = new HashSet<>(gateways.keySet());
    synchronized (this) {
      Map<String, Envoys> before =
          gateways.isEmpty()
              ? elsewhere.remove(replica)
              : elsewhere.put(replica, Map.copyOf(gateways));
      if (before != null) {
        touched.addAll(before.keySet());
      }
    }
    touched.forEach(group -> changed.accept(key(group)));
  }

  /** What the Envoys that are connected here say, by Gateway. */
  public synchronized SortedMap<String, Envoys> here() {
    SortedMap<String, Envoys> here = new TreeMap<>();
    groups.forEach(
        (group, state) -> {
          if (!state.connected.isEmpty()) {
            here.put(group, new Envoys(state.connected.size(), state.answeredGeneration));
          }
        });
    return here;
  }

  @Override
  public void connected(String group, String node) {
    change(group, state -> state.connected.add(node));
  }

  @Override
  public void disconnected(String group, String node) {
    change(group, state -> state.connected.remove(node));
  }

  @Override
  public void acknowledged(String group, long publication) {
    change(
        group,
        state -> {
          state.acknowledged = Math.max(state.acknowledged, publication);
          answered(state);
        });
  }

  private void change(String group, Consumer<Group> change) {
    boolean different;
    synchronized (this) {
      Group state = groups.computeIfAbsent(group, name -> new Group());
      Outcome before = outcome(group, state);
      change.accept(state);
      different = !outcome(group, state).equals(before);
      if (state.published == 0 && state.connected.isEmpty()) {
        groups.remove(group); // nobody's: an Envoy may give any name
      }
    }
    if (different) {
      changed.accept(key(group));
    }
  }

  @Override
  public synchronized Outcome of(ObjectKey gateway) {
    Group state = groups.get(gateway.qualifiedName());
    return state == null ? new Outcome.Unsettled() : outcome(gateway.qualifiedName(), state);
  }

  private Outcome outcome(String group, Group state) {
    boolean connectedElsewhere = false;
    for (Map<String, Envoys> replica : elsewhere.values()) {
      Envoys envoys = replica.get(group);
      if (envoys != null) {
        connectedElsewhere = true;
        if (envoys.generation() < state.generation) {
          return new Outcome.Unsettled();
        }
      }
    }
    boolean answered = state.acknowledged > 0 && state.acknowledged >= state.published;
    if (answered || (state.connected.isEmpty() && connectedElsewhere)) {
      return new Outcome.Programmed();
    }
    return state.connected.isEmpty() && !patient
        ? new Outcome.Waiting("no Envoy is connected for this Gateway")
        : new Outcome.Unsettled();
  }

  private static ObjectKey key(String group) {
    int slash = group.indexOf('/');
    return new ObjectKey(
        Kind.GATEWAY, group.substring(0, Math.max(slash, 0)), group.substring(slash + 1));
  }
}
