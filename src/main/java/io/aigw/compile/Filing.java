package io.aigw.compile;

import io.aigw.api.ObjectKey;
import io.aigw.compile.AttachedRoute.ListenerName;
import io.aigw.compile.Attachment.GeneralRoute;
import io.aigw.compile.GatewayListeners.Checked;
import io.aigw.incremental.Grouping.Entries;
import io.aigw.ir.Cluster;
import io.aigw.ir.ModelCatalogue;
import io.aigw.ir.Route;
import io.aigw.ir.Scope;
import io.aigw.ir.Secret;
import io.aigw.resolve.PolicyUses;
import io.aigw.resolve.SecretName;
import io.aigw.resolve.Upstream;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Under what the results of one stage are collected for the next. */
final class Filing {

  private Filing() {}

  /** A model at a port. */
  record PortModel(Port port, String model) {}

  /** What a Gateway's routes lead to. */
  record Use(ObjectKey gateway, Upstream upstream) implements Comparable<Use> {

    private static final Comparator<Use> ORDER =
        Comparator.comparing(Use::gateway).thenComparing(Use::upstream);

    @Override
    public int compareTo(Use other) {
      return ORDER.compare(this, other);
    }
  }

  /** A secret that a Gateway's clusters or listeners refer to. */
  record SecretUse(ObjectKey gateway, SecretName name) {}

  /** A Gateway that refers to a pool by one of its routes. */
  record PoolParent(ObjectKey gateway, ObjectKey route) implements Comparable<PoolParent> {

    private static final Comparator<PoolParent> ORDER =
        Comparator.comparing(PoolParent::gateway).thenComparing(PoolParent::route);

    @Override
    public int compareTo(PoolParent other) {
      return ORDER.compare(this, other);
    }
  }

  /** A model for clients of a host. */
  record Offer(PortHost host, String model) {}

  /** The routes that are not of one model, by rank. */
  static void generalRoutes(
      ObjectKey key, AttachedRoute route, Entries<Port, Rank, List<GeneralRoute>> entries) {
    for (Attachment attachment : route.attachments()) {
      List<GeneralRoute> general = attachment.general();
      if (!general.isEmpty()) {
        entries.add(attachment.port(), attachment.rank(), general);
      }
    }
  }

  /** The routes of each model, by rank. */
  static void modelRoutes(
      ObjectKey key, AttachedRoute route, Entries<PortModel, Rank, Route> entries) {
    for (Attachment attachment : route.attachments()) {
      attachment
          .byModel()
          .forEach(
              (model, one) ->
                  entries.add(new PortModel(attachment.port(), model), attachment.rank(), one));
    }
  }

  /** Where at a port the body must be read. */
  static void bodyReaders(
      ObjectKey key, AttachedRoute route, Entries<Port, Rank, Boolean> entries) {
    for (Attachment attachment : route.attachments()) {
      if (attachment.readsBody()) {
        entries.add(attachment.port(), attachment.rank(), true);
      }
    }
  }

  /** The routes that a request's head alone decides, by rank. */
  static void headRoutes(ObjectKey key, AttachedRoute route, Entries<Port, Rank, Route> entries) {
    for (Attachment attachment : route.attachments()) {
      if (!attachment.readsBody()) {
        entries.add(attachment.port(), attachment.rank(), attachment.general().getFirst().route());
      }
    }
  }

  /** Who offers a model to clients of a host, by rank. */
  static void offers(
      ObjectKey key, AttachedRoute route, Entries<Offer, Rank, ModelCatalogue.Model> entries) {
    for (Attachment attachment : route.attachments()) {
      PortHost host = new PortHost(attachment.port(), attachment.rank().host());
      for (ModelCatalogue.Model model : attachment.listed()) {
        entries.add(new Offer(host, model.id()), attachment.rank(), model);
      }
    }
  }

  /** The models that are offered to clients of a host. */
  static void offered(
      Offer offer,
      ModelCatalogue.Model model,
      Entries<PortHost, String, ModelCatalogue.Model> entries) {
    entries.add(offer.host(), offer.model(), model);
  }

  /** What Gateways need clusters for. */
  static void uses(ObjectKey key, AttachedRoute route, Entries<Use, ObjectKey, Boolean> entries) {
    for (ObjectKey gateway : route.gateways()) {
      for (Upstream upstream : route.upstreams()) {
        entries.add(new Use(gateway, upstream), key, true);
      }
    }
  }

  /** The routes that are attached to a listener. */
  static void routesOfListeners(
      ObjectKey key, AttachedRoute route, Entries<ListenerName, ObjectKey, Boolean> entries) {
    route.listeners().forEach(listener -> entries.add(listener, key, true));
  }

  /** The Gateways whose routes refer to a pool, and whether the Gateway has accepted the route. */
  static void poolParents(
      ObjectKey key, AttachedRoute route, Entries<ObjectKey, PoolParent, Boolean> entries) {
    for (ObjectKey pool : route.pools()) {
      for (ObjectKey gateway : route.parents()) {
        entries.add(pool, new PoolParent(gateway, key), route.gateways().contains(gateway));
      }
    }
  }

  /** The scopes of a port, by model. */
  static void scopes(PortModel place, Scope scope, Entries<Port, String, Scope> entries) {
    entries.add(place.port(), place.model(), scope);
  }

  /** The catalogues of a port, by host. */
  static void catalogues(
      PortHost place, ModelCatalogue catalogue, Entries<Port, PortHost, ModelCatalogue> entries) {
    entries.add(place.port(), place, catalogue);
  }

  /** The clusters of a Gateway, by name. */
  static void clusters(
      Use use, List<Cluster> clusters, Entries<ObjectKey, String, Cluster> entries) {
    clusters.forEach(cluster -> entries.add(use.gateway(), cluster.name(), cluster));
  }

  /** The secrets that clusters refer to. */
  static void secretsOfClusters(
      Use use, List<Cluster> clusters, Entries<SecretUse, Upstream, Boolean> entries) {
    for (Cluster cluster : clusters) {
      for (String secret : cluster.secrets()) {
        entries.add(new SecretUse(use.gateway(), SecretName.of(secret)), use.upstream(), true);
      }
    }
  }

  /** The secrets that a Gateway's listeners refer to. */
  static void secretsOfListeners(
      ObjectKey gateway,
      GatewayListeners listeners,
      Entries<SecretUse, Upstream, Boolean> entries) {
    listeners.all().stream()
        .filter(Checked::isServed)
        .flatMap(checked -> checked.certificates().stream())
        .forEach(name -> entries.add(new SecretUse(gateway, name), Upstream.of(gateway), true));
  }

  /** The secrets of a Gateway, by name. */
  static void secrets(SecretUse use, Secret secret, Entries<ObjectKey, String, Secret> entries) {
    entries.add(use.gateway(), use.name().toString(), secret);
  }

  /** What a policy is for, and which one counts in its place. */
  static void usesOfTlsPolicies(
      Use use, PolicyUses policies, Entries<ObjectKey, Use, Optional<ObjectKey>> entries) {
    policies.overruledBy().forEach((policy, by) -> entries.add(policy, use, by));
  }
}
