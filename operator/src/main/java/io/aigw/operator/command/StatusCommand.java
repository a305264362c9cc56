package io.aigw.operator.command;

import io.aigw.api.Kind;
import io.aigw.operator.kubernetes.ApiServer;
import io.aigw.operator.kubernetes.replica.Replica;
import io.aigw.operator.kubernetes.store.Resources;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.report.StatusReport;
import io.aigw.operator.report.StatusReport.Reading;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code aigw status}: what a cluster's Gateways are doing, and what is wrong. */
@Command(
    name = "status",
    description = {
      "Show the Gateways of a cluster, and what their objects say is wrong with them. Reads these",
      "objects, and the controller's Leases, where it may, for the Envoys that are connected."
    },
    mixinStandardHelpOptions = true)
public final class StatusCommand implements Callable<Integer> {

  /** What may be wrong beside a Gateway. */
  private static final List<Kind> OTHERS =
      List.of(
          Kind.AI_GATEWAY_ROUTE,
          Kind.AI_SERVICE_BACKEND,
          Kind.BACKEND_SECURITY_POLICY,
          Kind.HTTP_ROUTE,
          Kind.INFERENCE_POOL,
          Kind.ALPHA_INFERENCE_POOL,
          Kind.INFERENCE_MODEL,
          Kind.INFERENCE_OBJECTIVE,
          Kind.FORMER_INFERENCE_OBJECTIVE,
          Kind.INFERENCE_MODEL_REWRITE,
          Kind.FORMER_INFERENCE_MODEL_REWRITE);

  @Mixin private Kubeconfig kubeconfig = new Kubeconfig();

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      description = "look here alone (default: the whole cluster)")
  private @Nullable String namespace;

  @Mixin private ControllerNames controllers = new ControllerNames();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Unavailable {
    try (KubernetesClient client = ApiServer.connect(kubeconfig.file())) {
      Set<String> classes =
          read(client, Kind.GATEWAY_CLASS, null)
              .filter(found -> controllers.names().contains(text(found, "controllerName")))
              .map(found -> found.getMetadata().getName())
              .collect(Collectors.toSet());
      List<GenericKubernetesResource> gateways =
          read(client, Kind.GATEWAY, namespace)
              .filter(gateway -> classes.contains(text(gateway, "gatewayClassName")))
              .toList();
      List<GenericKubernetesResource> others =
          OTHERS.stream().flatMap(kind -> read(client, kind, namespace)).toList();
      PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
      out.print(StatusReport.of(new Reading(gateways, others, envoys(client))));
      out.flush();
      return CommandLine.ExitCode.OK;
    } catch (KubernetesClientException e) {
      throw new Unavailable("cannot ask the API server: " + e.getMessage());
    }
  }

  /** In the first version that the API server has; nothing where it has none. */
  private static Stream<GenericKubernetesResource> read(
      KubernetesClient client, Kind kind, @Nullable String namespace) {
    for (String version : kind.versions()) {
      try {
        var all = client.genericKubernetesResources(Resources.context(kind, version));
        return (namespace == null ? all.inAnyNamespace() : all.inNamespace(namespace))
            .list().getItems().stream();
      } catch (KubernetesClientException e) {
        if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
          throw e;
        }
      }
    }
    return Stream.empty();
  }

  private static String text(GenericKubernetesResource object, String field) {
    return Objects.toString(object.<@Nullable Object>get("spec", field), "");
  }

  private static Function<String, OptionalInt> envoys(KubernetesClient client) {
    try {
      Map<String, Integer> connected = Replica.connected(client);
      return gateway -> OptionalInt.of(connected.getOrDefault(gateway, 0));
    } catch (KubernetesClientException e) {
      return gateway -> OptionalInt.empty();
    }
  }
}
