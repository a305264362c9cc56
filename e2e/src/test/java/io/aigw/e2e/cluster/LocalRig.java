package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import io.aigw.e2e.kit.Ports;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The scripts of {@code e2e/rig}: a cluster without a container registry, on Linux, as root. Its
 * directory is in this module's output, so that a cluster somebody runs for himself is left alone.
 */
final class LocalRig implements TestCluster {
  private static final Path SCRIPTS = Checkout.file("e2e/rig");
  private static final Path STATE = Checkout.OUTPUT.resolve("rig");

  private final Map<String, String> facts;
  private final Set<Integer> openedToPods = new HashSet<>();

  private LocalRig(Map<String, String> facts) {
    this.facts = facts;
  }

  /** Starts one, with nothing in it of an earlier run. The first time on a machine it is built. */
  static LocalRig start() throws IOException, InterruptedException {
    script("down.sh");
    int port = Ports.free();
    // in the cluster's network the next three are taken as well, so no relay may be given one of
    // them
    for (int following = 1; following <= 3; following++) {
      Ports.free();
    }
    String facts = script("up.sh", "--port", Integer.toString(port));
    Map<String, String> byName = new HashMap<>();
    facts.lines().forEach(line -> byName.put(line.split("=", 2)[0], line.split("=", 2)[1]));
    return new LocalRig(byName);
  }

  @Override
  public Path kubeconfig() {
    return Path.of(fact("KUBECONFIG"));
  }

  @Override
  public Outcome kubectl(List<String> arguments) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(fact("KUBECTL"), "--kubeconfig", fact("KUBECONFIG")));
    command.addAll(arguments);
    return Outcome.of(Checkout.ROOT, command, Duration.ofMinutes(2));
  }

  @Override
  public void loadImage(Path archive) throws IOException, InterruptedException {
    script("load-image.sh", archive.toString());
  }

  @Override
  public String bindAddress() {
    return "127.0.0.1";
  }

  @Override
  public String openToPods(int port) throws IOException, InterruptedException {
    if (openedToPods.add(port)) {
      script("relay.sh", "to-host", Integer.toString(port), "127.0.0.1:" + port);
    }
    return fact("NODE_IP") + ":" + port;
  }

  @Override
  public int expose(String namespace, String pod, int port)
      throws IOException, InterruptedException {
    String address;
    try (KubernetesClient client = client()) {
      address = client.pods().inNamespace(namespace).withName(pod).get().getStatus().getPodIP();
    }
    return relay(address, port);
  }

  @Override
  public String exposeService(String namespace, String service, int port)
      throws IOException, InterruptedException {
    try (KubernetesClient client = client()) {
      String address =
          client.services().inNamespace(namespace).withName(service).get().getSpec().getClusterIP();
      return "127.0.0.1:" + relay(address, port);
    }
  }

  @Override
  public void kill(String containerId) throws IOException, InterruptedException {
    script("kill-container.sh", containerId);
  }

  private int relay(String address, int port) throws IOException, InterruptedException {
    int here = Ports.free();
    script("relay.sh", "to-cluster", Integer.toString(here), address + ":" + port);
    return here;
  }

  @Override
  public void close() throws IOException {
    try {
      script("down.sh");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String fact(String name) {
    String value = facts.get(name);
    if (value == null) {
      throw new IllegalStateException("the rig does not tell its " + name + ": " + facts);
    }
    return value;
  }

  /** Runs a script on this rig; its progress is shown, what it answers is returned. */
  private static String script(String name, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(SCRIPTS.resolve(name).toString());
    command.addAll(List.of("--state", STATE.toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    process.getOutputStream().close();
    String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed; its reason stands above");
    }
    return answer;
  }
}
