package io.aigw.operator.kubernetes.replica;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Stands for election, for as long as it is open: takes the Lease when it is free, renews it, and
 * stands again when it was lost. Never waits longer for the API server than it may lead without it.
 */
final class Election implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Election.class);
  private static final Duration REQUEST = Duration.ofSeconds(1);

  private final Leases leases;
  private final String name;
  private final String identity;
  private final Map<String, String> labels;
  private final Candidacy.Terms terms;
  private final Consumer<Boolean> leading;
  private final Candidacy candidacy;
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();

  /** Whoever starts and ends writers takes time that the Lease does not have. */
  private final ExecutorService announcements =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("leadership").factory());

  private final Thread thread;
  private @Nullable Lease watched;
  private boolean news;
  private boolean closed;
  private boolean announced;

  /** Whether the log says that the Lease cannot be written: once for an outage. */
  private boolean isTold;

  /**
   * Stands from now on.
   *
   * @param name of the Lease
   * @param identity no other process's, an earlier run of this one's included
   * @param labels of the Lease, where it is made
   * @param leading told when this replica begins to lead and when it ceases to; in order
   */
  Election(
      Leases leases,
      String name,
      String identity,
      Map<String, String> labels,
      Candidacy.Terms terms,
      Consumer<Boolean> leading) {
    this.leases = leases;
    this.name = name;
    this.identity = identity;
    this.labels = Map.copyOf(labels);
    this.terms = terms;
    this.leading = leading;
    this.candidacy = new Candidacy(identity, terms, System.nanoTime());
    this.thread = Thread.ofVirtual().name("election").start(this::run);
  }

  /** The Lease has changed to this; null: it is gone. */
  synchronized void watched(@Nullable Lease lease) {
    watched = lease;
    news = true;
    notifyAll();
  }

  private void run() {
    try {
      reread();
      while (await()) {
        write();
        announce();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the Lease is to be written; false: at the end. */
  private synchronized boolean await() throws InterruptedException {
    while (!closed) {
      long now = System.nanoTime();
      if (news) {
        candidacy.watched(watched, now);
        news = false;
      }
      long idle = candidacy.idle(now);
      announce();
      if (idle == 0) {
        return true;
      }
      wait(idle / 1_000_000, (int) (idle % 1_000_000));
    }
    return false;
  }

  private synchronized void announce() {
    boolean now = candidacy.leading();
    if (now != announced) {
      announced = now;
      log.atInfo().addKeyValue("lease", name).log(now ? "this replica leads" : "the lease is lost");
      announcements.execute(() -> leading.accept(now));
    }
  }

  private void write() throws InterruptedException {
    long began = System.nanoTime();
    Lease latest = candidacy.latest();
    Duration limit =
        candidacy.leading() ? Duration.ofNanos(Math.max(1, candidacy.left(began))) : REQUEST;
    try {
      Lease mine = mine(latest);
      Lease written =
          request(() -> latest == null ? leases.create(mine) : leases.replace(mine), limit);
      candidacy.written(Objects.requireNonNull(written), began);
      isTold = false;
    } catch (KubernetesClientException e) {
      candidacy.failed(System.nanoTime());
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        reread();
      } else {
        log.atLevel(isTold ? Level.DEBUG : Level.WARN)
            .addKeyValue("lease", name)
            .addKeyValue("cause", e.getMessage())
            .log("cannot write the lease, will try again");
        isTold = true;
      }
    }
  }

  private void reread() throws InterruptedException {
    try {
      Lease lease = request(() -> leases.get(name), REQUEST);
      candidacy.read(lease, System.nanoTime());
    } catch (KubernetesClientException e) {
      candidacy.failed(System.nanoTime());
    }
  }

  private Lease mine(@Nullable Lease latest) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
    LeaseSpec before =
        latest == null || latest.getSpec() == null ? new LeaseSpec() : latest.getSpec();
    boolean renewal = identity.equals(before.getHolderIdentity());
    int changes = Objects.requireNonNullElse(before.getLeaseTransitions(), 0);
    LeaseBuilder lease =
        latest == null
            ? new LeaseBuilder().withNewMetadata().withName(name).endMetadata()
            : new LeaseBuilder(latest);
    return lease
        .editMetadata()
        .addToLabels(labels)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(identity)
        .withLeaseDurationSeconds((int) terms.duration().plusMillis(999).toSeconds())
        .withAcquireTime(renewal ? before.getAcquireTime() : now)
        .withRenewTime(now)
        .withLeaseTransitions(renewal ? changes : changes + 1)
        .endSpec()
        .build();
  }

  private @Nullable Lease request(Callable<@Nullable Lease> request, Duration limit)
      throws InterruptedException {
    Future<@Nullable Lease> answer = requests.submit(request);
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new KubernetesClientException("no answer within " + limit, e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KubernetesClientException refused
          ? refused
          : new KubernetesClientException("no answer", e.getCause());
    }
  }

  /** Ceases to lead, and lets go of the Lease, so that another replica takes it at once. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
      boolean held = announced;
      if (held) {
        announced = false;
        announcements.execute(() -> leading.accept(false));
      }
      announcements.close();
      if (held) {
        release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      requests.shutdownNow();
    }
  }

  private void release() throws InterruptedException {
    Lease latest = Objects.requireNonNull(candidacy.latest());
    Lease free =
        new LeaseBuilder(latest)
            .editSpec()
            .withHolderIdentity(null)
            .withLeaseDurationSeconds(1)
            .endSpec()
            .build();
    try {
      var _ = request(() -> leases.replace(free), REQUEST);
      log.atInfo().addKeyValue("lease", name).log("the lease is released");
    } catch (KubernetesClientException e) {
      log.atWarn()
          .addKeyValue("lease", name)
          .addKeyValue("cause", e.getMessage())
          .log("cannot release the lease; another replica takes it when it has run out");
    }
  }
}
