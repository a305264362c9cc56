package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** k3s in a container, where there is a Docker engine and a registry that it gets images from. */
final class K3s implements TestCluster {
  private static final DockerImageName IMAGE = DockerImageName.parse("rancher/k3s:v1.34.1-k3s1");
  private static final String HOST = "host.k3s.internal";

  private final K3sContainer container;
  private final Path kubeconfig;
  private final KubernetesClient client;
  private final List<LocalPortForward> forwards = new ArrayList<>();

  private K3s(K3sContainer container) throws IOException {
    this.container = container;
    Files.createDirectories(Checkout.OUTPUT);
    kubeconfig = Checkout.OUTPUT.resolve("k3s.kubeconfig");
    Files.writeString(kubeconfig, container.getKubeConfigYaml());
    client = client();
  }

  /** Starts one. The checkout is mounted under its own path, for kubectl, which runs in there. */
  static K3s start() throws IOException {
    String checkout = Checkout.ROOT.toString();
    K3sContainer container =
        new K3sContainer(IMAGE)
            .withExtraHost(HOST, "host-gateway")
            .withFileSystemBind(checkout, checkout, BindMode.READ_ONLY);
    container.start();
    return new K3s(container);
  }

  @Override
  public Path kubeconfig() {
    return kubeconfig;
  }

  @Override
  public Outcome kubectl(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("kubectl"));
    command.addAll(arguments);
    return exec(command);
  }

  @Override
  public void loadImage(Path archive) throws IOException, InterruptedException {
    container.copyFileToContainer(MountableFile.forHostPath(archive), "/tmp/image.tar");
    exec(List.of("ctr", "--namespace", "k8s.io", "images", "import", "/tmp/image.tar")).succeeded();
  }

  @Override
  public String bindAddress() {
    return "0.0.0.0"; // Pods come from the engine's bridge
  }

  @Override
  public String openToPods(int port) throws IOException, InterruptedException {
    // Pods do not have the node's hosts file, so they get the address that is in it.
    String entry = exec(List.of("grep", "-w", HOST, "/etc/hosts")).succeeded().out();
    return new StringTokenizer(entry).nextToken() + ":" + port;
  }

  @Override
  public int expose(String namespace, String pod, int port) {
    LocalPortForward forward = client.pods().inNamespace(namespace).withName(pod).portForward(port);
    forwards.add(forward);
    return forward.getLocalPort();
  }

  /** Through the node: a forwarded port would lead to one Pod of the Service. */
  @Override
  public String exposeService(String namespace, String service, int port) {
    int nodePort =
        client
            .services()
            .inNamespace(namespace)
            .withName(service)
            .get()
            .getSpec()
            .getPorts()
            .stream()
            .filter(candidate -> candidate.getPort() == port)
            .findFirst()
            .orElseThrow()
            .getNodePort();
    return client.nodes().list().getItems().getFirst().getStatus().getAddresses().stream()
            .filter(address -> address.getType().equals("InternalIP"))
            .findFirst()
            .orElseThrow()
            .getAddress()
        + ":"
        + nodePort;
  }

  @Override
  public void kill(String containerId) throws IOException, InterruptedException {
    exec(List.of("ctr", "--namespace", "k8s.io", "tasks", "kill", "--signal", "KILL", containerId))
        .succeeded();
  }

  @Override
  public void close() throws IOException {
    for (LocalPortForward forward : forwards) {
      forward.close();
    }
    client.close();
    container.stop();
  }

  private Outcome exec(List<String> command) throws IOException, InterruptedException {
    ExecResult result = container.execInContainer(command.toArray(String[]::new));
    return new Outcome(command, result.getExitCode(), result.getStdout(), result.getStderr());
  }
}
