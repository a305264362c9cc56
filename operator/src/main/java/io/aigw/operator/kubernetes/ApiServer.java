package io.aigw.operator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Connects to an API server. */
public final class ApiServer {

  private static final Logger log = LoggerFactory.getLogger(ApiServer.class);

  private ApiServer() {}

  /**
   * A client, which connects in the background: the first connection takes as long as all that is
   * built before it is needed. One that fails is made again by whoever needs it, and told then.
   *
   * @param kubeconfig absent: what the environment has ({@code KUBECONFIG}, the user's file, or the
   *     Pod's service account)
   */
  public static KubernetesClient connect(Optional<Path> kubeconfig) {
    Config config =
        kubeconfig
            .map(file -> Config.fromKubeconfig(file.toFile()))
            .orElseGet(() -> new ConfigBuilder().build());
    KubernetesClient client =
        new KubernetesClientBuilder()
            .withConfig(new ConfigBuilder(config).withUserAgent("aigw").build())
            .withKubernetesSerialization(WatchedObject.serialization())
            .withTaskExecutor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    Thread.ofVirtual().name("first-connection").start(() -> connect(client));
    return client;
  }

  private static void connect(KubernetesClient client) {
    try {
      client.getKubernetesVersion();
    } catch (RuntimeException e) {
      log.atDebug().addKeyValue("cause", e.getMessage()).log("the first connection failed");
    }
  }
}
