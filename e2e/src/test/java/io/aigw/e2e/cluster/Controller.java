package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Ports;
import io.aigw.e2e.kit.Program;
import io.aigw.e2e.kit.Programs;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The controller, as a process of this machine that Envoys in Pods reach. It can be stopped and
 * started again.
 */
public final class Controller {
  private static final String LEADS = "this replica leads";

  private final TestCluster cluster;
  private final Programs programs;
  private final Path kubeconfig;
  private final int port = Ports.free();
  private final int healthPort = Ports.free();

  public Controller(TestCluster cluster, Programs programs) {
    this(cluster, programs, cluster.kubeconfig());
  }

  /** One that reaches the API server in a way of its own. */
  public Controller(TestCluster cluster, Programs programs, Path kubeconfig) {
    this.cluster = cluster;
    this.programs = programs;
    this.kubeconfig = kubeconfig;
  }

  /** Starts it and returns when it serves; Envoys are somebody else's to start. */
  public Program start() throws IOException, InterruptedException {
    return start(List.of());
  }

  /**
   * Starts it as one of several, of which the holder of a Lease writes, and returns when it serves.
   */
  public Program startAsReplica(String lease) throws IOException, InterruptedException {
    return start(List.of("--lease", lease));
  }

  /**
   * Starts it as one that runs the Envoys, and returns when it serves.
   *
   * @param authority NAMESPACE/SECRET of who signs their certificates
   */
  public Program startWithInfrastructure(String authority)
      throws IOException, InterruptedException {
    return start(
        List.of(
            "--infrastructure",
            "--xds-tls",
            authority,
            "--envoy-xds-address",
            xdsAddress(),
            "--image",
            Images.program()));
  }

  private Program start(List<String> more) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "controller",
                "--kubeconfig",
                kubeconfig.toString(),
                "--enableInferenceExtension=true",
                "--xds-address",
                cluster.bindAddress() + ":" + port,
                "--health-address",
                "127.0.0.1:" + healthPort));
    arguments.addAll(more);
    Program program = programs.start("controller", Aigw.command(arguments.toArray(String[]::new)));
    program.awaitLog("serving what the cluster says");
    return program;
  }

  /** Waits until a replica writes to the cluster. */
  public static void awaitLead(Program replica) throws IOException, InterruptedException {
    replica.awaitLog(LEADS);
  }

  /** Whether a replica has written to the cluster at any time. */
  public static boolean hasLed(Program replica) throws IOException {
    return replica.log().contains(LEADS);
  }

  /** The port for Envoys on this machine. */
  public int xdsPort() {
    return port;
  }

  /** What is measured, as Prometheus reads it. */
  public String metrics() throws IOException, InterruptedException {
    return operations("/metrics");
  }

  /** What its operations port answers, to probes for example. */
  public String operations(String path) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      URI address = URI.create("http://127.0.0.1:" + healthPort + path);
      return http.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString()).body();
    }
  }

  /** The address for {@code aigw bootstrap --xds-address}, as Pods see it. */
  public String xdsAddress() throws IOException, InterruptedException {
    return cluster.openToPods(port);
  }
}
