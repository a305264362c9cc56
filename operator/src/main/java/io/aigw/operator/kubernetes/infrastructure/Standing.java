package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.kubernetes.infrastructure.Parameters.ServiceType;
import io.aigw.operator.kubernetes.status.Provision;
import io.aigw.operator.kubernetes.status.Provision.GatewayAddress;
import io.aigw.status.Condition;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Judges what there is of a Gateway's objects. */
final class Standing {

  private static final String PROGRAMMED = "Programmed";

  /** More the status of a Gateway cannot hold. */
  private static final int MOST_ADDRESSES = 16;

  private Standing() {}

  /**
   * What is to be told of them.
   *
   * @param pods what each workload says that is there
   * @param nodes those of the cluster; asked for only where they decide
   * @param problems with the parameters
   * @param fixedAddresses whether the Gateway asks for addresses
   */
  static Provision.Known of(
      Optional<Service> service,
      List<RunningPods> pods,
      Supplier<List<Node>> nodes,
      List<String> problems,
      boolean fixedAddresses) {
    List<GatewayAddress> addresses =
        service.map(found -> addresses(found, nodes)).orElse(List.of());
    Optional<Condition> accepted =
        problems.isEmpty()
            ? Optional.empty()
            : Optional.of(
                Condition.isFalse(
                    "Accepted",
                    "InvalidParameters",
                    "%s. The Gateway's Envoys are left as they are"
                        .formatted(String.join("; ", problems))));
    return new Provision.Known(
        addresses, accepted, obstacle(service, pods, addresses, fixedAddresses));
  }

  /** The same where the API server does not take an object. */
  static Provision.Known refused(Provision.Known standing, String cause) {
    return new Provision.Known(
        standing.addresses(),
        standing.accepted(),
        Optional.of(Condition.isFalse(PROGRAMMED, "Pending", cause)));
  }

  private static Optional<Condition> obstacle(
      Optional<Service> service,
      List<RunningPods> pods,
      List<GatewayAddress> addresses,
      boolean fixedAddresses) {
    if (service.isEmpty() || pods.isEmpty()) {
      return Optional.of(Condition.isFalse(PROGRAMMED, "Pending", "there are no Envoys yet"));
    }
    if (fixedAddresses) {
      return Optional.of(
          Condition.isFalse(
              PROGRAMMED,
              "AddressNotUsable",
              "spec.addresses cannot be asked for: take it out; the address is the Service's"));
    }
    if (addresses.isEmpty()) {
      return Optional.of(
          Condition.isFalse(PROGRAMMED, "AddressNotAssigned", withoutAddress(service.get())));
    }
    return pods.stream().anyMatch(workload -> workload.ready() > 0)
        ? Optional.empty()
        : Optional.of(Condition.isFalse(PROGRAMMED, "Pending", notReady(pods.getFirst())));
  }

  private static String withoutAddress(Service service) {
    String name = service.getMetadata().getNamespace() + "/" + service.getMetadata().getName();
    return switch (type(service)) {
      case LOAD_BALANCER ->
          "Service %s was given no address by a load balancer yet; where the cluster has none, say serviceType: NodePort or ClusterIP in a ConfigMap that spec.infrastructure.parametersRef names"
              .formatted(name);
      case NODE_PORT -> "no node that could be reached for Service %s is ready".formatted(name);
      case CLUSTER_IP -> "Service %s has no cluster IP".formatted(name);
    };
  }

  private static String notReady(RunningPods pods) {
    return "no Pod of %s is ready%s"
        .formatted(pods.workload(), pods.failure().map(cause -> ": " + cause).orElse(""));
  }

  private static List<GatewayAddress> addresses(Service service, Supplier<List<Node>> nodes) {
    return switch (type(service)) {
      case LOAD_BALANCER -> ingress(service).flatMap(Standing::address).toList();
      case NODE_PORT ->
          nodes.get().stream()
              .flatMap(node -> address(node).stream())
              .distinct()
              .sorted()
              .limit(MOST_ADDRESSES)
              .map(GatewayAddress::ip)
              .toList();
      case CLUSTER_IP ->
          service.getSpec().getClusterIPs().stream()
              .filter(ip -> !ip.equals("None"))
              .map(GatewayAddress::ip)
              .toList();
    };
  }

  private static Stream<LoadBalancerIngress> ingress(Service service) {
    return service.getStatus() == null || service.getStatus().getLoadBalancer() == null
        ? Stream.empty()
        : service.getStatus().getLoadBalancer().getIngress().stream();
  }

  private static Stream<GatewayAddress> address(LoadBalancerIngress ingress) {
    if (ingress.getIp() != null) {
      return Stream.of(GatewayAddress.ip(ingress.getIp()));
    }
    return Stream.ofNullable(ingress.getHostname()).map(GatewayAddress::hostname);
  }

  /** Where a node that is ready is reached from farthest. */
  private static Optional<String> address(Node node) {
    boolean ready =
        node.getStatus().getConditions().stream()
            .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
    return Stream.of("ExternalIP", "InternalIP")
        .filter(type -> ready)
        .flatMap(
            type ->
                node.getStatus().getAddresses().stream()
                    .filter(address -> address.getType().equals(type)))
        .map(NodeAddress::getAddress)
        .findFirst();
  }

  static ServiceType type(Service service) {
    return switch (String.valueOf(service.getSpec().getType())) {
      case "NodePort" -> ServiceType.NODE_PORT;
      case "ClusterIP" -> ServiceType.CLUSTER_IP;
      default -> ServiceType.LOAD_BALANCER;
    };
  }
}
