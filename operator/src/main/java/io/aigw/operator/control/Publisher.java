package io.aigw.operator.control;

import io.aigw.ir.GatewayPlan;
import io.aigw.xds.snapshot.Snapshot;

/**
 * Where finished configuration goes: in the program the xDS server. A group is the Envoys of one
 * Gateway, named {@code namespace/name}.
 */
public interface Publisher {

  /**
   * These are the group's resources from now on.
   *
   * @param plan what they were made of
   */
  void publish(GatewayPlan plan, Snapshot snapshot);

  /** The group's Gateway is gone. */
  void retire(String group);
}
