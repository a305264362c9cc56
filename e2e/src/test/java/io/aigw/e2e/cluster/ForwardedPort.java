package io.aigw.e2e.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;

/** A port of this machine that leads into a Pod, from where it comes as from the Pod itself. */
public final class ForwardedPort implements AutoCloseable {

  private final KubernetesClient client;
  private final LocalPortForward forward;

  ForwardedPort(KubernetesClient client, String namespace, String pod, int port) {
    this.client = client;
    this.forward = client.pods().inNamespace(namespace).withName(pod).portForward(port);
  }

  /** Where it is reached: {@code HOST:PORT}. */
  public String address() {
    return "127.0.0.1:" + forward.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    try (client) {
      forward.close();
    }
  }
}
