package io.aigw.xds.publish;

import io.aigw.ir.GatewayPlan;

/**
 * Where plans go: in the program to translation and the xDS server. A group is the Envoys of one
 * Gateway, named {@code namespace/name}.
 */
public interface Publisher {

  /** This is what the Envoys of the plan's Gateway are to do from now on. */
  void publish(GatewayPlan plan);

  /** The group's Gateway is gone. */
  void retire(String group);
}
