package io.aigw.bench.change.stage;

import java.io.IOException;
import java.nio.file.Path;

/** An API server without anything that runs Pods: {@code e2e/rig}, level 1. */
public final class Rig implements AutoCloseable {

  private final Checkout checkout;
  private final Path state;
  private final Path kubeconfig;

  private Rig(Checkout checkout, Path state, Path kubeconfig) {
    this.checkout = checkout;
    this.state = state;
    this.kubeconfig = kubeconfig;
  }

  /**
   * Starts one that is empty.
   *
   * @param state its directory
   * @param port the first of four
   */
  public static Rig start(Checkout checkout, Path state, int port)
      throws IOException, InterruptedException {
    String facts =
        checkout.run(
            "e2e/rig/up.sh", "--level", "1", "--state", state.toString(), "--port", "" + port);
    String name = "KUBECONFIG=";
    String kubeconfig =
        facts.lines().filter(line -> line.startsWith(name)).findFirst().orElseThrow();
    return new Rig(checkout, state, Path.of(kubeconfig.substring(name.length())));
  }

  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public void close() throws IOException {
    try {
      checkout.run("e2e/rig/down.sh", "--state", state.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
