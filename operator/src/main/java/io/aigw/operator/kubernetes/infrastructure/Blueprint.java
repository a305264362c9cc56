package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.api.ObjectKey;
import io.aigw.operator.kubernetes.infrastructure.Parameters.Workload;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * All that decides what the objects of a Gateway's Envoys look like.
 *
 * @param owner the Gateway: what is made goes with it
 * @param ports of the listeners that are served, ascending, one at least
 * @param processor whether some rule needs the body changed
 * @param labels for all objects
 * @param annotations for all objects
 * @param workloads that there are to be: the one that the parameters name and, until it is ready,
 *     the one that was there before
 */
record Blueprint(
    Owner owner,
    List<Integer> ports,
    boolean processor,
    Map<String, String> labels,
    Map<String, String> annotations,
    Parameters parameters,
    Set<Workload> workloads,
    InfrastructureSettings settings) {

  /** The label by which all objects of this room are found. */
  static final String MANAGED_BY = "app.kubernetes.io/managed-by";

  /** The value of {@link #MANAGED_BY}. */
  static final String MANAGER = "aigw";

  Blueprint {
    ports = List.copyOf(ports);
    labels = Map.copyOf(labels);
    annotations = Map.copyOf(annotations);
    workloads = Set.copyOf(workloads);
  }

  /** One with the workload that the parameters name. */
  Blueprint(
      Owner owner,
      List<Integer> ports,
      boolean processor,
      Map<String, String> labels,
      Map<String, String> annotations,
      Parameters parameters,
      InfrastructureSettings settings) {
    this(
        owner,
        ports,
        processor,
        labels,
        annotations,
        parameters,
        Set.of(parameters.workload()),
        settings);
  }

  /** The same with both workloads. */
  Blueprint withBothWorkloads() {
    return new Blueprint(
        owner,
        ports,
        processor,
        labels,
        annotations,
        parameters,
        EnumSet.allOf(Workload.class),
        settings);
  }

  /** The Gateway as the API server has it. */
  record Owner(ObjectKey key, String apiVersion, String uid) {}

  /** The name of each of the objects. */
  String name() {
    return ObjectName.of(owner.key());
  }

  /** What selects the Pods. */
  Map<String, String> selector() {
    return new TreeMap<>(
        Map.of(
            MANAGED_BY,
            MANAGER,
            "gateway.networking.k8s.io/gateway-name",
            ObjectName.label(owner.key().name())));
  }

  /** The labels of each of the objects; ours before what users say. */
  Map<String, String> allLabels() {
    Map<String, String> all = new TreeMap<>(labels);
    all.put("app.kubernetes.io/name", "envoy");
    all.putAll(selector());
    return all;
  }

  /** The metadata of each of the objects. */
  ObjectMeta metadata() {
    return new ObjectMetaBuilder()
        .withNamespace(owner.key().namespace())
        .withName(name())
        .withLabels(allLabels())
        .withAnnotations(new TreeMap<>(annotations))
        .withOwnerReferences(ownerReference())
        .build();
  }

  /** Without {@code blockOwnerDeletion}, which would need a right on the Gateway's finalizers. */
  private OwnerReference ownerReference() {
    return new OwnerReferenceBuilder()
        .withApiVersion(owner.apiVersion())
        .withKind(owner.key().kind().kindName())
        .withName(owner.key().name())
        .withUid(owner.uid())
        .withController(true)
        .build();
  }

  /** A port of the Pod that no listener has. */
  private int freePort(int wanted) {
    int port = wanted;
    while (ports.contains(port)) {
      port++;
    }
    return port;
  }

  /** Where an Envoy is asked whether it is ready. */
  int readyPort() {
    return freePort(19_001);
  }

  /** Where a processor is asked whether it is well. */
  int processorPort() {
    return freePort(readyPort() + 1);
  }
}
