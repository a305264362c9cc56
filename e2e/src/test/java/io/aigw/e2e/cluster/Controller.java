package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Ports;
import io.aigw.e2e.kit.Program;
import io.aigw.e2e.kit.Programs;
import java.io.IOException;

/**
 * The controller, as a process of this machine that Envoys in Pods reach. It can be stopped and
 * started again.
 */
public final class Controller {
  private final TestCluster cluster;
  private final Programs programs;
  private final int port = Ports.free();
  private final int healthPort = Ports.free();

  public Controller(TestCluster cluster, Programs programs) {
    this.cluster = cluster;
    this.programs = programs;
  }

  /** Starts it and returns when it serves. */
  public Program start() throws IOException, InterruptedException {
    Program program =
        programs.start(
            "controller",
            Aigw.command(
                "controller",
                "--kubeconfig",
                cluster.kubeconfig().toString(),
                "--enableInferenceExtension=true",
                "--xds-address",
                cluster.bindAddress() + ":" + port,
                "--health-address",
                "127.0.0.1:" + healthPort));
    program.awaitLog("serving what the cluster says");
    return program;
  }

  /** The address for {@code aigw bootstrap --xds-address}, as Pods see it. */
  public String xdsAddress() throws IOException, InterruptedException {
    return cluster.openToPods(port);
  }
}
