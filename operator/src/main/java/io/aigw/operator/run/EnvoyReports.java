package io.aigw.operator.run;

import io.aigw.xds.server.XdsObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps which Envoys have taken over what they were told. */
final class EnvoyReports implements XdsObserver {

  private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
  private final Runnable onAcknowledgement;

  /**
   * No reports yet.
   *
   * @param onAcknowledgement called whenever an Envoy has taken over everything
   */
  EnvoyReports(Runnable onAcknowledgement) {
    this.onAcknowledgement = onAcknowledgement;
  }

  /** Whether the Envoy of this Gateway has once taken over everything that it was told. */
  boolean hasAcknowledged(String group) {
    return acknowledged.contains(group);
  }

  @Override
  public void acknowledged(String group, long publication) {
    acknowledged.add(group);
    onAcknowledgement.run();
  }
}
