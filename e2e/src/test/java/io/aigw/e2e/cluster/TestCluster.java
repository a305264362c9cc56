package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Helm;
import io.aigw.e2e.kit.Outcome;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A Kubernetes of one node that runs Pods, and the ways between it and this machine. */
public sealed interface TestCluster extends AutoCloseable permits LocalRig, K3s {

  /** Of an administrator, for programs on this machine. */
  Path kubeconfig();

  /** Runs {@code kubectl} as an administrator, with paths of this machine. */
  Outcome kubectl(List<String> arguments) throws IOException, InterruptedException;

  /** Gives the node an archive of images, which then run under the names in it. */
  void loadImage(Path archive) throws IOException, InterruptedException;

  /** The address of this machine that a server must listen on for Pods to reach it. */
  String bindAddress();

  /** Lets Pods reach a port of this machine and says under which address and port they do. */
  String openToPods(int port) throws IOException, InterruptedException;

  /** Lets this machine reach a Pod, and returns the port of 127.0.0.1 that leads there. */
  int expose(String namespace, String pod, int port) throws IOException, InterruptedException;

  /** The same as {@code kubectl port-forward} does it, until it is closed. */
  default ForwardedPort forward(String namespace, String pod, int port) throws IOException {
    return new ForwardedPort(client(), namespace, pod, port);
  }

  /** Lets this machine reach a Service of type NodePort, and returns where: {@code HOST:PORT}. */
  String exposeService(String namespace, String service, int port)
      throws IOException, InterruptedException;

  /** Ends a container's process at once: SIGKILL. What comes then is kubelet's affair. */
  void kill(String containerId) throws IOException, InterruptedException;

  @Override
  void close() throws IOException;

  default Outcome kubectl(String... arguments) throws IOException, InterruptedException {
    return kubectl(List.of(arguments));
  }

  /** Applies objects as an administrator. */
  default void apply(String yaml) throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Checkout.OUTPUT);
    Path file = Files.createTempFile(directory, "objects", ".yaml");
    Files.writeString(file, yaml);
    kubectl("apply", "-f", file.toString()).succeeded();
  }

  /** Runs {@code helm} of this machine as an administrator. */
  default Outcome helm(String... arguments) throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of("--kubeconfig", kubeconfig().toString()));
    all.addAll(List.of(arguments));
    return Helm.run(all);
  }

  /** A client to read with. Whoever asks for one closes it. */
  default KubernetesClient client() throws IOException {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(Files.readString(kubeconfig())))
        .build();
  }
}
