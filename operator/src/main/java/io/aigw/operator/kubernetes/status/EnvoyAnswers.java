package io.aigw.operator.kubernetes.status;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.xds.server.XdsObserver;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Learns from the xDS server whether Gateways are programmed; what is refused of them is another
 * matter. What an Envoy said stays said when it leaves, and an Envoy that joins later takes nothing
 * back; only something new to be programmed needs a new answer. Threadsafe.
 */
public final class EnvoyAnswers implements XdsObserver, ProgrammedState {

  private final Consumer<ObjectKey> changed;
  private final Map<String, Group> groups = new HashMap<>();
  private boolean patient = true;

  /** The Envoys of one Gateway. */
  private static final class Group {
    private final Set<String> connected = new HashSet<>();
    private long published;
    private long acknowledged;
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
        });
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
    change(group, state -> state.acknowledged = Math.max(state.acknowledged, publication));
  }

  private void change(String group, Consumer<Group> change) {
    boolean different;
    synchronized (this) {
      Group state = groups.computeIfAbsent(group, name -> new Group());
      Outcome before = outcome(state);
      change.accept(state);
      different = !outcome(state).equals(before);
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
    return state == null ? new Outcome.Unsettled() : outcome(state);
  }

  private Outcome outcome(Group state) {
    if (state.acknowledged > 0 && state.acknowledged >= state.published) {
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
