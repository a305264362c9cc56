package io.aigw.xds.server;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one Envoy is told in which order. Belongs to the mailbox of its stream.
 *
 * <p>The order is a chain: clusters and endpoints are told as of the newest publication; listeners
 * as of the newest one whose clusters and endpoints the Envoy has acknowledged; scopes as of the
 * newest one whose listeners are acknowledged; then routes. Each link goes on with its newest
 * publication while the ones after it are still with an older one, so that a fast sequence of
 * publications does not starve the end of the chain. Removals of clusters, endpoints and secrets
 * come after the chain, and after a grace.
 *
 * <p>Clusters, endpoints and secrets do not wait for one another: Envoy asks for endpoints and
 * secrets when it has the cluster, and owes the acknowledgement of clusters until all are warm.
 */
final class Delivery implements Peer {

  /** The way to the Envoy, and to those who want to know what it makes of what it is told. */
  interface Output {

    boolean isReady();

    void send(DeltaDiscoveryResponse response);

    Suspicions suspicions();

    void rejected(ResourceType type, List<String> names, String message);

    void recovered(ResourceType type, String name);
  }

  private final Output output;
  private final XdsSettings settings;
  private final Timer timer;
  private final Map<ResourceType, Subscription> subscriptions = new LinkedHashMap<>();

  /** Clusters that may not be warm, with the name of the endpoints they wait for, if any. */
  private final Map<String, String> cold = new HashMap<>();

  private Publication newest = Group.NONE;
  private @Nullable Publication making;
  private @Nullable Publication made;
  private long settled;
  private long nonces;

  Delivery(Output output, XdsSettings settings, Timer timer) {
    this.output = output;
    this.settings = settings;
    this.timer = timer;
  }

  /** Takes a request; what there is to tell is told by the next {@link #advance}. */
  void receive(DeltaDiscoveryRequest request) {
    ResourceType type = ResourceType.of(request.getTypeUrl());
    Subscription subscription = subscriptions.get(type);
    if (subscription == null) {
      subscription = new Subscription(type, this, settings.responseBytes());
      subscriptions.put(type, subscription);
      subscription.begin(
          request.getResourceNamesSubscribeList(), request.getInitialResourceVersionsMap());
      return;
    }
    if (!request.getResponseNonce().isEmpty()) {
      subscription.answered(
          request.getResponseNonce(),
          request.hasErrorDetail() ? request.getErrorDetail().getMessage() : null);
    }
    subscription.unsubscribe(request.getResourceNamesUnsubscribeList());
    subscription.subscribe(request.getResourceNamesSubscribeList());
  }

  /**
   * Tells what can be told.
   *
   * @return when there will be more to tell even if nothing happens, in the timer's nanoseconds;
   *     {@link Long#MAX_VALUE} for never
   */
  long advance(Publication current) {
    newest = current;
    long later = Long.MAX_VALUE;
    Subscription clusters = subscriptions.get(ResourceType.CLUSTER);
    if (clusters != null) {
      later = awaitWarming(clusters);
      step(clusters, newest);
    }
    for (Subscription subscription : subscriptions.values()) {
      if (subscription.type().isUnordered()) {
        step(subscription, newest);
      }
    }
    Publication target = made();
    for (ResourceType type : ResourceType.REFERRING) {
      Subscription subscription = subscriptions.get(type);
      if (target != null && subscription != null) {
        target = step(subscription, target);
      }
    }
    if (target == null) {
      return later;
    }
    settle(target);
    return Math.min(later, depart(target));
  }

  /** The newest publication of which the Envoy has answered everything that it asked for. */
  long settled() {
    return settled;
  }

  Collection<Subscription> subscriptions() {
    return subscriptions.values();
  }

  /**
   * The newest publication whose clusters and endpoints the Envoy has. It must be one whose
   * clusters were told, which not all are; so where endpoints are behind, one of them is waited
   * for, although clusters may go on meanwhile.
   */
  private @Nullable Publication made() {
    Subscription clusters = subscriptions.get(ResourceType.CLUSTER);
    Subscription endpoints = subscriptions.get(ResourceType.ENDPOINTS);
    Publication told = clusters == null ? newest : clusters.clean();
    Publication served = endpoints == null ? newest : endpoints.clean();
    if (told == null || served == null) {
      return made;
    }
    if (making == null || served.number() >= told.number()) {
      making = told;
    }
    if (served.number() >= making.number()) {
      made = making;
      making = told;
    }
    return made;
  }

  private @Nullable Publication step(Subscription subscription, Publication target) {
    subscription.adopt(target);
    if (output.isReady()) {
      Flight flight = subscription.compose(Long.toString(nonces + 1));
      if (flight != null) {
        nonces++;
        output.send(response(subscription, flight, target));
        if (subscription.type().equals(ResourceType.CLUSTER)) {
          followUp(subscription, flight);
        }
      }
    }
    return subscription.clean();
  }

  private static DeltaDiscoveryResponse response(
      Subscription subscription, Flight flight, Publication publication) {
    ResourceType type = subscription.type();
    DeltaDiscoveryResponse.Builder response =
        DeltaDiscoveryResponse.newBuilder()
            .setTypeUrl(type.url())
            .setNonce(flight.nonce())
            .setSystemVersionInfo(Long.toString(publication.number()));
    flight
        .items()
        .forEach(
            (name, item) -> {
              VersionedResource resource = item.resource();
              if (resource != null) {
                response.addResources(
                    Resource.newBuilder()
                        .setName(name)
                        .setVersion(resource.version())
                        .setResource(type.told(resource)));
              } else {
                response.addRemovedResources(name);
              }
            });
    return response.build();
  }

  /**
   * Envoy makes a new cluster of a changed one, which waits for its endpoints, but does not ask for
   * them again.
   */
  private void followUp(Subscription clusters, Flight flight) {
    Subscription endpoints = subscriptions.get(ResourceType.ENDPOINTS);
    if (endpoints == null) {
      return;
    }
    flight
        .items()
        .forEach(
            (name, item) -> {
              if (item.resource() != null && clusters.has(name)) {
                String assignment = assignment(item.resource());
                if (!assignment.isEmpty()) {
                  endpoints.tellAgain(assignment);
                }
              }
            });
  }

  /** The name of a cluster's endpoints; empty where it does not ask for any. */
  private static String assignment(VersionedResource resource) {
    try {
      Cluster cluster = Cluster.parseFrom(resource.packed().getValue());
      if (cluster.getType() != Cluster.DiscoveryType.EDS) {
        return "";
      }
      String name = cluster.getEdsClusterConfig().getServiceName();
      return name.isEmpty() ? cluster.getName() : name;
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("published as a cluster: " + resource.name(), e);
    }
  }

  /**
   * Notes which clusters may not be warm once patience is over, so that only what names them waits.
   *
   * @return when patience with the response that is under way will be over
   */
  private long awaitWarming(Subscription clusters) {
    long patience = settings.warmingPatience().toNanos();
    clusters.passOverdue(timer.nanos() - patience);
    Map<String, String> before = Map.copyOf(cold);
    cold.clear();
    for (Flight late : clusters.flights().overdue()) {
      late.items()
          .forEach(
              (name, item) -> {
                if (item.resource() != null) {
                  String known = before.get(name);
                  cold.put(name, known != null ? known : assignment(item.resource()));
                }
              });
    }
    Subscription endpoints = subscriptions.get(ResourceType.ENDPOINTS);
    if (endpoints != null) {
      cold.values().removeIf(endpoints::has);
    }
    Flight flight = clusters.flights().current();
    long over = flight == null ? Long.MAX_VALUE : flight.sentAt() + patience;
    return over > timer.nanos() ? over : Long.MAX_VALUE;
  }

  /** Tells removals whose grace is over, and says when the next one's will be. */
  private long depart(Publication acknowledged) {
    long due = timer.nanos() + settings.removalGrace().toNanos();
    long next = Long.MAX_VALUE;
    Subscription clusters = subscriptions.get(ResourceType.CLUSTER);
    for (Subscription subscription : subscriptions.values()) {
      if (!subscription.hasDepartures()) {
        continue;
      }
      if (subscription.type().equals(ResourceType.CLUSTER)) {
        subscription.depart(acknowledged.number(), due, this::isKeptInUse);
      } else {
        // a cluster that leaves takes Envoy's interest in its endpoints and secrets with it
        subscription.depart(
            acknowledged.number(), due, name -> clusters != null && clusters.hasDepartures());
      }
      step(subscription, newest);
      next = Math.min(next, subscription.nextDeparture());
    }
    return next;
  }

  /** Whether something that this Envoy kept because it refused the newer version may name it. */
  private boolean isKeptInUse(String cluster) {
    for (ResourceType type : ResourceType.REFERRING) {
      Subscription subscription = subscriptions.get(type);
      if (subscription != null && subscription.keptMention(cluster)) {
        return true;
      }
    }
    return false;
  }

  private void settle(Publication acknowledged) {
    long number = acknowledged.number();
    for (Subscription subscription : subscriptions.values()) {
      Publication clean = subscription.clean();
      if (clean == null || !subscription.flights().overdue().isEmpty()) {
        return;
      }
      number = Math.min(number, clean.number());
    }
    for (ResourceType type :
        List.of(ResourceType.CLUSTER, ResourceType.LISTENER, ResourceType.SCOPE)) {
      // Envoy asks for listeners when its clusters are warm, for scopes when it has listeners, and
      // is not ready before
      if (!subscriptions.containsKey(type) && newest.snapshot().types().contains(type.url())) {
        return;
      }
    }
    settled = Math.max(settled, number);
  }

  // --- what subscriptions ask ------------------------------------------------------------------

  @Override
  public long now() {
    return timer.nanos();
  }

  @Override
  public Publication newest() {
    return newest;
  }

  @Override
  public @Nullable VersionedResource recent(ResourceType type, String name) {
    Subscription clusters = subscriptions.get(ResourceType.CLUSTER);
    if (clusters == null) {
      return null;
    }
    for (Flight flight : clusters.flights().all().reversed()) {
      VersionedResource resource = flight.from().snapshot().find(type.url(), name);
      if (resource != null) {
        return resource;
      }
    }
    return null;
  }

  @Override
  public Suspicions suspicions() {
    return output.suspicions();
  }

  @Override
  public boolean mustWait(ResourceType type, VersionedResource resource) {
    return !cold.isEmpty()
        && ResourceType.REFERRING.contains(type)
        && cold.keySet().stream().anyMatch(resource::mentions);
  }

  @Override
  public void rejected(ResourceType type, List<String> names, String message) {
    output.rejected(type, names, message);
  }

  @Override
  public void recovered(ResourceType type, String name) {
    output.recovered(type, name);
  }
}
