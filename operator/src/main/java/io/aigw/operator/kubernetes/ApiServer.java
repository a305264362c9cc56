package io.aigw.operator.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Executors;

/** Connects to an API server. */
public final class ApiServer {

  private ApiServer() {}

  /**
   * A client; connects when it is first used.
   *
   * @param kubeconfig absent: what the environment has ({@code KUBECONFIG}, the user's file, or the
   *     Pod's service account)
   */
  public static KubernetesClient connect(Optional<Path> kubeconfig) {
    Config config =
        kubeconfig
            .map(file -> Config.fromKubeconfig(file.toFile()))
            .orElseGet(() -> new ConfigBuilder().build());
    return new KubernetesClientBuilder()
        .withConfig(new ConfigBuilder(config).withUserAgent("aigw").build())
        .withKubernetesSerialization(WatchedObject.serialization())
        .withTaskExecutor(Executors.newVirtualThreadPerTaskExecutor())
        .build();
  }
}
