package io.aigw.operator.kubernetes.replica;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Whether this replica leads, and when it has to write the Lease: to renew it, or to take it. Goes
 * by when something was seen here, never by the times in the Lease, which are those of another
 * machine's clock. Times are {@link System#nanoTime} values. Pure; not threadsafe.
 */
final class Candidacy {

  private final String identity;
  private final Terms terms;
  private @Nullable Lease latest;
  private String version = "";
  private long seenAt;
  private boolean leading;
  private long renewedAt;
  private long retryAt;

  /**
   * How long a Lease is worth something.
   *
   * @param duration after which a Lease that nobody renews may be taken
   * @param renewal how often its holder renews it
   * @param deadline after which a holder that could not renew it ceases to lead: before another may
   *     take it
   * @param pause before a failed write is tried again
   */
  record Terms(Duration duration, Duration renewal, Duration deadline, Duration pause) {

    /** So that a replica that was killed is replaced within three seconds. */
    static final Terms DEFAULT =
        new Terms(
            Duration.ofMillis(2400),
            Duration.ofMillis(400),
            Duration.ofMillis(2000),
            Duration.ofMillis(200));
  }

  Candidacy(String identity, Terms terms, long now) {
    this.identity = identity;
    this.terms = terms;
    this.retryAt = now;
  }

  /** The Lease as it was last seen; null: there is none. */
  @Nullable Lease latest() {
    return latest;
  }

  boolean leading() {
    return leading;
  }

  /**
   * The Lease is like this; null: there is none. A leader is not impressed by what a watch brings,
   * which may be late: its next write tells.
   */
  void watched(@Nullable Lease lease, long now) {
    if (!leading) {
      seen(lease, now);
    }
  }

  /** The Lease was read, and is like this; null: there is none. */
  void read(@Nullable Lease lease, long now) {
    seen(lease, now);
    leading = leading && identity.equals(holder());
  }

  private void seen(@Nullable Lease lease, long now) {
    String other = lease == null ? "" : lease.getMetadata().getResourceVersion();
    if (latest == null || !other.equals(version)) {
      seenAt = now;
    }
    latest = lease;
    version = other;
  }

  /**
   * How long nothing is to be done; zero: the Lease is to be written with this replica as holder.
   */
  long idle(long now) {
    if (leading && now - (renewedAt + terms.deadline.toNanos()) >= 0) {
      leading = false;
    }
    long due = Math.max(retryAt - now, due() - now);
    if (leading) {
      due = Math.min(due, left(now));
    }
    return Math.max(0, due);
  }

  private long due() {
    if (leading) {
      return renewedAt + terms.renewal.toNanos();
    }
    String holder = holder();
    return holder.isEmpty() || holder.equals(identity)
        ? retryAt
        : seenAt + terms.duration.toNanos();
  }

  /** How long this replica leads without another renewal. */
  long left(long now) {
    return renewedAt + terms.deadline.toNanos() - now;
  }

  /** The Lease was written; what it says of time counts from when the writing began. */
  void written(Lease lease, long began) {
    seen(lease, began);
    leading = true;
    renewedAt = began;
    retryAt = began;
  }

  /** The Lease could not be written. */
  void failed(long now) {
    retryAt = now + terms.pause.toNanos();
  }

  private String holder() {
    return latest == null
            || latest.getSpec() == null
            || latest.getSpec().getHolderIdentity() == null
        ? ""
        : latest.getSpec().getHolderIdentity();
  }
}
