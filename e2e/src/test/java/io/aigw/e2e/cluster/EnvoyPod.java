package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Http;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** An Envoy in a Pod, with what {@code aigw bootstrap} prints as its whole configuration. */
public final class EnvoyPod {
  private static final int ADMIN = 19_000;

  private final TestCluster cluster;
  private final String namespace;
  private final String name;
  private final int port;

  private EnvoyPod(TestCluster cluster, String namespace, String name, int port) {
    this.cluster = cluster;
    this.namespace = namespace;
    this.name = name;
    this.port = port;
  }

  /**
   * Starts one for a Gateway.
   *
   * @param xdsAddress of the controller, as Pods see it
   * @param listener the port of the Gateway's listener
   */
  public static EnvoyPod start(
      TestCluster cluster, String namespace, String gateway, String xdsAddress, int listener)
      throws IOException, InterruptedException {
    return start(
        cluster, namespace, gateway, "envoy-of-" + gateway, xdsAddress, listener, text -> text);
  }

  /**
   * The same under a name.
   *
   * @param change what is to be different in the bootstrap
   */
  public static EnvoyPod start(
      TestCluster cluster,
      String namespace,
      String gateway,
      String name,
      String xdsAddress,
      int listener,
      UnaryOperator<String> change)
      throws IOException, InterruptedException {
    Path directory = Files.createDirectories(Checkout.OUTPUT.resolve(name));
    Path bootstrap = directory.resolve("envoy.yaml");
    Files.writeString(
        bootstrap,
        change.apply(
            Aigw.run(
                    "bootstrap",
                    "--gateway",
                    namespace + "/" + gateway,
                    "--xds-address",
                    xdsAddress)
                .succeeded()
                .out()));
    Path pod = directory.resolve("pod.yaml");
    Files.writeString(pod, manifest(namespace, name));
    cluster
        .kubectl("create", "configmap", name, "--namespace", namespace, "--from-file=" + bootstrap)
        .succeeded();
    cluster.kubectl("apply", "-f", pod.toString()).succeeded();
    cluster
        .kubectl(
            "wait", "--for=condition=Ready", "--timeout=60s", "--namespace", namespace, "pod", name)
        .succeeded();
    return new EnvoyPod(cluster, namespace, name, cluster.expose(namespace, name, listener));
  }

  /** The port of this machine that leads to its listener. */
  public int port() {
    return port;
  }

  /** A client of its listener. */
  public Http client() {
    return new Http("http://127.0.0.1:" + port);
  }

  /** All that it was configured with, as its administration interface shows it. */
  public String configuration() throws IOException, InterruptedException {
    return administration("/config_dump?include_eds");
  }

  /** What its administration interface answers. */
  public String administration(String path) throws IOException, InterruptedException {
    try (KubernetesClient client = cluster.client();
        LocalPortForward admin =
            client.pods().inNamespace(namespace).withName(name).portForward(ADMIN)) {
      return new Http("http://127.0.0.1:" + admin.getLocalPort()).get(path).body();
    }
  }

  /** Ends it. */
  public void delete() throws IOException, InterruptedException {
    cluster
        .kubectl("delete", "pod/" + name, "configmap/" + name, "--namespace", namespace, "--now")
        .succeeded();
  }

  private static String manifest(String namespace, String name) {
    return """
        apiVersion: v1
        kind: Pod
        metadata:
          namespace: %1$s
          name: %2$s
        spec:
          containers:
            - name: envoy
              image: %3$s
              args: [--config-path, /configuration/envoy.yaml, --concurrency, "1"]
              volumeMounts:
                - name: configuration
                  mountPath: /configuration
          volumes:
            - name: configuration
              configMap:
                name: %2$s
        """
        .formatted(namespace, name, Images.ENVOY);
  }
}
