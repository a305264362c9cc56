package io.aigw.bench.arm;

import io.aigw.bench.load.Workload;
import java.io.IOException;
import java.util.Set;

/** One of the ways that are compared. */
public interface Arm {

  /** How it is called on the command line and in the report. */
  String name();

  /** What it is, in half a sentence. */
  String description();

  /** The loads that say something about it. */
  Set<Workload> workloads();

  /**
   * Starts what it is made of. What was started is stopped with the site, also when this fails.
   *
   * @throws IOException if it cannot be started
   */
  RunningArm start(Site site) throws IOException, InterruptedException;
}
