package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.api.ObjectKey;
import io.aigw.operator.kubernetes.infrastructure.Blueprint.Owner;
import io.aigw.operator.kubernetes.infrastructure.Parameters.ServiceType;
import io.aigw.operator.kubernetes.status.Provision;
import io.aigw.operator.trust.Authority;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.AggregatedOperatorException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.dependent.workflow.Workflow;
import io.javaoperatorsdk.operator.processing.dependent.workflow.WorkflowBuilder;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the objects of a Gateway's Envoys to what is decided, and reports what there is. */
final class InfrastructureReconciler implements Reconciler<GenericKubernetesResource> {

  private static final Logger log = LoggerFactory.getLogger(InfrastructureReconciler.class);

  /** Nodes are not watched: they change all the time, and few Gateways have their addresses. */
  private static final Duration NODES_ARE_LOOKED_AT_EVERY = Duration.ofMinutes(1);

  private static final long NODES_AT_MOST = 100;

  /** Certificates are looked at as often: they are renewed days before they end. */
  private static final Duration CERTIFICATES_ARE_LOOKED_AT_EVERY = Duration.ofHours(1);

  private final Function<Owner, Decision> decisions;
  private final BiConsumer<ObjectKey, Provision.Known> report;
  private final boolean certificates;
  private final Workflow<GenericKubernetesResource> workflow;
  private final SimpleInboundEventSource<GenericKubernetesResource> woken =
      new SimpleInboundEventSource<>("decisions");

  /**
   * @param decisions what is to be done about a Gateway
   * @param report is told what there is, after each look at it
   * @param authority signs the Envoys' certificates; empty: they have none
   */
  InfrastructureReconciler(
      Function<Owner, Decision> decisions,
      BiConsumer<ObjectKey, Provision.Known> report,
      Optional<Supplier<Optional<Authority>>> authority) {
    this.decisions = decisions;
    this.report = report;
    this.certificates = authority.isPresent();
    List<Owned<?>> owned = new ArrayList<>();
    authority.ifPresent(signer -> owned.add(new EnvoyCredential(signer, InstantSource.system())));
    owned.addAll(
        List.of(
            new Owned<>(ServiceAccount.class, of(EnvoyObjects::serviceAccount)),
            new Owned<>(ConfigMap.class, of(EnvoyObjects::configMap)),
            new Owned<>(Service.class, of(EnvoyObjects::service)),
            new Owned<>(Deployment.class, EnvoyWorkloads::deployment),
            new Owned<>(DaemonSet.class, EnvoyWorkloads::daemonSet),
            new Owned<>(PodDisruptionBudget.class, EnvoyObjects::disruptionBudget),
            new Owned<>(HorizontalPodAutoscaler.class, EnvoyObjects::autoscaler)));
    this.workflow = workflow(owned);
  }

  private static <R> Function<Blueprint, Optional<R>> of(Function<Blueprint, R> always) {
    return always.andThen(Optional::of);
  }

  private static Workflow<GenericKubernetesResource> workflow(List<Owned<?>> owned) {
    WorkflowBuilder<GenericKubernetesResource> builder = new WorkflowBuilder<>();
    owned.forEach(
        object ->
            builder
                .addDependentResourceAndConfigure(object)
                .withReconcilePrecondition(
                    (dependent, gateway, context) -> object.isWanted(generic(context))));
    return builder.build();
  }

  @SuppressWarnings("unchecked") // the workflow's only primary
  private static Context<GenericKubernetesResource> generic(Context<?> context) {
    return (Context<GenericKubernetesResource>) context;
  }

  @Override
  public List<EventSource<?, GenericKubernetesResource>> prepareEventSources(
      EventSourceContext<GenericKubernetesResource> context) {
    List<EventSource<?, GenericKubernetesResource>> sources = new ArrayList<>();
    sources.add(woken);
    sources.addAll(EventSourceUtils.eventSourcesFromWorkflow(context, workflow));
    return sources;
  }

  /** Has a Gateway looked at; one that is not there is left alone. */
  void wake(ObjectKey gateway) {
    woken.propagateEvent(new ResourceID(gateway.name(), gateway.namespace()));
  }

  @Override
  public UpdateControl<GenericKubernetesResource> reconcile(
      GenericKubernetesResource gateway, Context<GenericKubernetesResource> context) {
    Owner owner =
        new Owner(
            Owned.key(gateway.getMetadata()),
            gateway.getApiVersion(),
            gateway.getMetadata().getUid());
    switch (decisions.apply(owner)) {
      case Decision.Leave() -> {}
      case Decision.Remove() -> workflow.reconcile(gateway, context);
      case Decision.Refuse(List<String> problems) ->
          report.accept(owner.key(), look(context, problems, false));
      case Decision.Build(Blueprint blueprint, boolean fixedAddresses) -> {
        context
            .managedWorkflowAndDependentResourceContext()
            .put(Owned.BLUEPRINT, makeBeforeBreak(blueprint, context));
        try {
          workflow.reconcile(gateway, context);
        } catch (AggregatedOperatorException e) {
          Provision.Known found = look(context, List.of(), fixedAddresses);
          refusal(e).ifPresent(cause -> report.accept(owner.key(), Standing.refused(found, cause)));
          throw e; // to be tried again
        }
        report.accept(owner.key(), look(context, List.of(), fixedAddresses));
      }
    }
    UpdateControl<GenericKubernetesResource> done = UpdateControl.noUpdate();
    if (dependsOnNodes(context)) {
      return done.rescheduleAfter(NODES_ARE_LOOKED_AT_EVERY);
    }
    return certificates ? done.rescheduleAfter(CERTIFICATES_ARE_LOOKED_AT_EVERY) : done;
  }

  /** What the API server has against an object; empty where it only was changed meanwhile. */
  private static Optional<String> refusal(AggregatedOperatorException failed) {
    return failed.getAggregatedExceptions().values().stream()
        .filter(KubernetesClientException.class::isInstance)
        .map(KubernetesClientException.class::cast)
        .filter(cause -> cause.getCode() != HttpURLConnection.HTTP_CONFLICT)
        .map(Throwable::getMessage)
        .findFirst();
  }

  private static Provision.Known look(
      Context<GenericKubernetesResource> context, List<String> problems, boolean fixedAddresses) {
    return Standing.of(
        context.getSecondaryResource(Service.class),
        Stream.concat(deployment(context).stream(), daemonSet(context).stream()).toList(),
        () -> nodes(context),
        problems,
        fixedAddresses);
  }

  /** A workload that is there stays until the other one, which is wanted, has all its Pods. */
  private static Blueprint makeBeforeBreak(
      Blueprint blueprint, Context<GenericKubernetesResource> context) {
    Optional<RunningPods> deployment = deployment(context);
    Optional<RunningPods> daemonSet = daemonSet(context);
    boolean switches =
        switch (blueprint.parameters().workload()) {
          case DEPLOYMENT -> daemonSet.isPresent() && !isComplete(deployment);
          case DAEMON_SET -> deployment.isPresent() && !isComplete(daemonSet);
        };
    return switches ? blueprint.withBothWorkloads() : blueprint;
  }

  private static boolean isComplete(Optional<RunningPods> workload) {
    return workload.filter(RunningPods::complete).isPresent();
  }

  private static Optional<RunningPods> deployment(Context<GenericKubernetesResource> context) {
    return context.getSecondaryResource(Deployment.class).map(RunningPods::of);
  }

  private static Optional<RunningPods> daemonSet(Context<GenericKubernetesResource> context) {
    return context.getSecondaryResource(DaemonSet.class).map(RunningPods::of);
  }

  private static boolean dependsOnNodes(Context<GenericKubernetesResource> context) {
    return context
        .getSecondaryResource(Service.class)
        .filter(service -> Standing.type(service) == ServiceType.NODE_PORT)
        .isPresent();
  }

  private static List<Node> nodes(Context<GenericKubernetesResource> context) {
    try {
      return context
          .getClient()
          .nodes()
          .list(new ListOptionsBuilder().withLimit(NODES_AT_MOST).build())
          .getItems();
    } catch (KubernetesClientException e) {
      log.atWarn()
          .addKeyValue("cause", e.getMessage())
          .log("cannot list nodes, whose addresses are those of Gateways of type NodePort");
      return List.of();
    }
  }
}
