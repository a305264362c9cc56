package io.aigw.operator.kubernetes.replica;

import io.aigw.operator.kubernetes.store.InformerRun;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This replica among the others: stands for leader once it is told to, tells them what its Envoys
 * say, and hears what theirs do. Losing the Lease ends nothing but the leading. Threadsafe.
 */
public final class Replica implements AutoCloseable {

  /** On all Leases that belong together, with the name of the leader's as its value. */
  private static final String LABEL = "aigw.io/lease";

  private final ReplicaSettings settings;
  private final Leases leases;
  private final Map<String, String> labels;
  private final Consumer<Boolean> leading;
  private final Supplier<Report> own;
  private final BiConsumer<String, Report> others;
  private final InformerRun informer;
  private volatile @Nullable Reports reports;
  private volatile @Nullable Election election;

  /**
   * A replica that listens to nobody until it is started.
   *
   * @param leading told when this replica begins to lead and when it ceases to; in order
   * @param own what is to be told to the others
   * @param others told of another replica's report by a name; empty when it is gone
   */
  public Replica(
      KubernetesClient client,
      ReplicaSettings settings,
      Consumer<Boolean> leading,
      Supplier<Report> own,
      BiConsumer<String, Report> others) {
    this.settings = settings;
    this.leases = new InNamespace(client, settings.namespace());
    this.labels = Map.of(LABEL, settings.lease());
    this.leading = leading;
    this.own = own;
    this.others = others;
    SharedIndexInformer<Lease> watch =
        client
            .leases()
            .inNamespace(settings.namespace())
            .withLabel(LABEL, settings.lease())
            .runnableInformer(0);
    var _ = watch.addEventHandler(new Seen());
    this.informer = new InformerRun("leases in " + settings.namespace(), watch, () -> {});
  }

  /**
   * How many Envoys of each Gateway, {@code namespace/name}, are connected to replicas of whatever
   * controller, as they last said.
   */
  public static Map<String, Integer> connected(KubernetesClient client) {
    Map<String, Integer> connected = new HashMap<>();
    client
        .leases()
        .inAnyNamespace()
        .withLabel(LABEL)
        .list()
        .getItems()
        .forEach(
            lease ->
                Reports.of(lease)
                    .gateways()
                    .forEach(
                        (gateway, envoys) ->
                            connected.merge(gateway, envoys.connected(), Integer::sum)));
    return connected;
  }

  /** Begins to tell and to listen. The Lease is not asked for. */
  public void start() {
    reports = new Reports(leases, settings, labels, own, others);
    informer.start();
  }

  /** Stands for leader: everything is there that a leader needs. */
  public void stand() {
    election =
        new Election(
            leases,
            settings.lease(),
            settings.name() + "_" + UUID.randomUUID(),
            labels,
            Candidacy.Terms.DEFAULT,
            leading);
  }

  /** There may be something else to tell the others. Returns at once. */
  public void changed() {
    Reports told = reports;
    if (told != null) {
      told.changed();
    }
  }

  /** Why nothing is heard of the others any more; empty as long as it is. */
  public Optional<String> failure() {
    return informer.failure();
  }

  private void seen(Lease lease, boolean gone) {
    Reports told = reports;
    Election standing = election;
    if (!lease.getMetadata().getName().equals(settings.lease())) {
      if (told != null) {
        told.watched(lease, gone);
      }
    } else if (standing != null) {
      standing.watched(gone ? null : lease);
    }
  }

  /** Lets go of the Lease first, so that another replica goes on without delay. */
  @Override
  public void close() {
    Election standing = election;
    if (standing != null) {
      standing.close();
    }
    Reports told = reports;
    if (told != null) {
      told.close();
    }
    informer.close();
  }

  private final class Seen implements ResourceEventHandler<Lease> {
    @Override
    public void onAdd(Lease lease) {
      seen(lease, false);
    }

    @Override
    public void onUpdate(Lease before, Lease lease) {
      seen(lease, false);
    }

    @Override
    public void onDelete(Lease lease, boolean unknownState) {
      seen(lease, true);
    }
  }

  private record InNamespace(KubernetesClient client, String namespace) implements Leases {

    @Override
    public @Nullable Lease get(String name) {
      return client.leases().inNamespace(namespace).withName(name).get();
    }

    @Override
    public Lease create(Lease lease) {
      return client.leases().inNamespace(namespace).resource(lease).create();
    }

    @Override
    public Lease replace(Lease lease) {
      return client.leases().inNamespace(namespace).resource(lease).update();
    }
  }
}
