package io.aigw.operator.run;

import io.aigw.xds.server.Rejection;
import io.aigw.xds.server.XdsObserver;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What Envoys say about their configuration: refusals go to the log, acknowledgements are kept. */
final class EnvoyReports implements XdsObserver {

  private static final Logger log = LoggerFactory.getLogger(EnvoyReports.class);

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

  @Override
  public void rejected(Rejection rejection) {
    log.atError()
        .addKeyValue("gateway", rejection.group())
        .addKeyValue("resources", String.join(", ", rejection.resources()))
        .addKeyValue("problem", rejection.message())
        .log("Envoy refuses what it is told, and keeps what it had");
  }
}
