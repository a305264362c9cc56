package io.aigw.operator.kubernetes;

import io.aigw.compile.CompilerOptions;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.kubernetes.infrastructure.InfrastructureSettings;
import io.aigw.operator.kubernetes.replica.ReplicaSettings;
import io.aigw.xds.translate.TranslatorSettings;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * What is decided when the gateway is started on Kubernetes.
 *
 * @param kubeconfig how to reach the API server; absent: as the environment says
 * @param namespaces to read and write in; empty: all of the cluster
 * @param xds where Envoys connect
 * @param health where probes ask
 * @param translation what is the same for all Envoys
 * @param infrastructure how Envoys are run; empty: somebody else runs them
 * @param authority the Secret of the authority by which controller and Envoys know each other;
 *     empty: they do not, and their connection is not encrypted
 * @param replica who this process is among several; empty: it is the only one
 */
public record KubernetesSettings(
    Optional<Path> kubeconfig,
    Set<String> namespaces,
    CompilerOptions compiler,
    Address xds,
    InetSocketAddress health,
    TranslatorSettings translation,
    Optional<InfrastructureSettings> infrastructure,
    Optional<NamespacedName> authority,
    Optional<ReplicaSettings> replica) {

  public KubernetesSettings {
    namespaces = Set.copyOf(namespaces);
  }

  /** Settings for the only controller, whose Envoys somebody else runs. */
  public KubernetesSettings(
      Optional<Path> kubeconfig,
      Set<String> namespaces,
      CompilerOptions compiler,
      Address xds,
      InetSocketAddress health,
      TranslatorSettings translation) {
    this(
        kubeconfig,
        namespaces,
        compiler,
        xds,
        health,
        translation,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
