package io.aigw.operator.kubernetes.replica;

import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What replicas tell one another: each writes its {@link Report} into a Lease of its own, when it
 * has changed and every few seconds all the same; who is not heard of any more has no Envoys. The
 * Lease goes with the replica's Pod.
 */
final class Reports implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Reports.class);
  private static final String ANNOTATION = "aigw.io/report";

  private static final Duration HEARTBEAT = Duration.ofSeconds(5);
  private static final Duration SILENCE = Duration.ofSeconds(15);

  /** Changes that come together are told together. */
  private static final Duration GATHERING = Duration.ofMillis(50);

  private final Leases leases;
  private final ReplicaSettings settings;
  private final Map<String, String> labels;
  private final Supplier<Report> own;
  private final BiConsumer<String, Report> others;
  private final Map<String, Heard> heard = new HashMap<>();
  private final Thread thread;
  private @Nullable Lease written;
  private String said = "";
  private long saidAt;
  private boolean changed = true;
  private boolean closed;

  private record Heard(String version, long at) {}

  /**
   * Tells and listens from now on.
   *
   * @param labels of the Lease
   * @param own what is to be told
   * @param others told of another replica's report, by the name of its Lease; empty when it is gone
   */
  Reports(
      Leases leases,
      ReplicaSettings settings,
      Map<String, String> labels,
      Supplier<Report> own,
      BiConsumer<String, Report> others) {
    this.leases = leases;
    this.settings = settings;
    this.labels = Map.copyOf(labels);
    this.own = own;
    this.others = others;
    this.thread = Thread.ofVirtual().name("replica-report").start(this::run);
  }

  /** There may be something else to tell. Returns at once. */
  synchronized void changed() {
    changed = true;
    notifyAll();
  }

  /** Another replica's Lease is like this, or is gone. */
  synchronized void watched(Lease lease, boolean gone) {
    String name = lease.getMetadata().getName();
    if (name.equals(name())) {
      return;
    }
    if (gone) {
      forget(name);
      return;
    }
    String version = lease.getMetadata().getResourceVersion();
    Heard before = heard.get(name);
    if (before == null || !before.version.equals(version)) {
      heard.put(name, new Heard(version, System.nanoTime()));
      others.accept(name, of(lease));
    }
  }

  /** What a Lease says; nothing, if it is the leader's. */
  static Report of(Lease lease) {
    String text = lease.getMetadata().getAnnotations().getOrDefault(ANNOTATION, "");
    return text.isEmpty() ? Report.EMPTY : ReportText.parse(text);
  }

  private void forget(String replica) {
    if (heard.remove(replica) != null) {
      others.accept(replica, Report.EMPTY);
    }
  }

  private synchronized void forgetTheSilent() {
    List<String> silent = new ArrayList<>();
    heard.forEach(
        (replica, last) -> {
          if (System.nanoTime() - last.at > SILENCE.toNanos()) {
            silent.add(replica);
          }
        });
    silent.forEach(this::forget);
  }

  private void run() {
    try {
      while (await()) {
        Thread.sleep(GATHERING);
        String report = ReportText.of(own.get());
        if (!report.equals(said) || System.nanoTime() - saidAt >= HEARTBEAT.toNanos()) {
          tell(report);
        }
        forgetTheSilent();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean await() throws InterruptedException {
    long end = System.nanoTime() + HEARTBEAT.toNanos();
    long rest = HEARTBEAT.toMillis();
    while (!changed && !closed && rest > 0) {
      wait(rest);
      rest = (end - System.nanoTime()) / 1_000_000;
    }
    changed = false;
    return !closed;
  }

  private void tell(String report) {
    try {
      Lease lease = lease(report);
      written = written == null ? leases.create(lease) : leases.replace(lease);
      said = report;
      saidAt = System.nanoTime();
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT
          || e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
        reread();
      } else {
        log.atWarn()
            .addKeyValue("cause", e.getMessage())
            .log("cannot tell the other replicas what Envoys say, will try again");
      }
    }
  }

  /** What an earlier run of this replica left is written over. */
  private void reread() {
    try {
      written = leases.get(name());
      changed();
    } catch (KubernetesClientException e) {
      log.atDebug().setCause(e).log("cannot read the replica's lease");
    }
  }

  private Lease lease(String report) {
    Lease before = written;
    return new LeaseBuilder()
        .withMetadata(
            new ObjectMetaBuilder()
                .withName(name())
                .withResourceVersion(
                    before == null ? null : before.getMetadata().getResourceVersion())
                .withLabels(labels)
                .addToAnnotations(ANNOTATION, report)
                .withOwnerReferences(settings.podUid().map(this::pod).stream().toList())
                .build())
        .withNewSpec()
        .withHolderIdentity(settings.name())
        .withLeaseDurationSeconds((int) SILENCE.toSeconds())
        .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
        .endSpec()
        .build();
  }

  private OwnerReference pod(String uid) {
    return new OwnerReferenceBuilder()
        .withApiVersion("v1")
        .withKind("Pod")
        .withName(settings.name())
        .withUid(uid)
        .build();
  }

  private String name() {
    return settings.lease() + "-" + settings.name();
  }

  /** Tells, last of all, that no Envoy is connected any more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      notifyAll();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String last = ReportText.of(Report.EMPTY);
    if (written != null && !said.equals(last)) {
      tell(last);
    }
  }
}
