package io.aigw.operator.kubernetes.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.kubernetes.replica.Candidacy.Terms;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CandidacyTest {

  private static final Terms TERMS =
      new Terms(
          Duration.ofMillis(2000),
          Duration.ofMillis(500),
          Duration.ofMillis(1500),
          Duration.ofMillis(200));

  private final Candidacy candidacy = new Candidacy("me", TERMS, at(0));

  @Test
  void aLeaseThatIsNotThereOrFreeIsTakenAtOnce() {
    candidacy.read(null, at(0));
    assertThat(candidacy.idle(at(0))).isZero();
    candidacy.read(lease("1", ""), at(10));
    assertThat(candidacy.idle(at(10))).isZero();
  }

  @Test
  void anothersIsTakenWhenNothingWasSeenOfItForItsDuration() {
    candidacy.read(lease("1", "other"), at(100));
    assertThat(candidacy.idle(at(100))).isEqualTo(millis(2000));
    candidacy.watched(lease("2", "other"), at(1000));
    candidacy.watched(lease("2", "other"), at(1500));
    assertThat(candidacy.idle(at(2999))).isEqualTo(millis(1));
    assertThat(candidacy.idle(at(3000))).isZero();
    assertThat(candidacy.leading()).isFalse();
  }

  @Test
  void oneThatIsReleasedIsTakenAtOnce() {
    candidacy.read(lease("1", "other"), at(100));
    candidacy.watched(lease("2", ""), at(200));
    assertThat(candidacy.idle(at(200))).isZero();
  }

  @Test
  void theLeaderRenewsAndCeasesToLeadBeforeAnotherMayTakeIt() {
    candidacy.written(lease("1", "me"), at(100));
    assertThat(candidacy.leading()).isTrue();
    assertThat(candidacy.idle(at(200))).isEqualTo(millis(400));
    assertThat(candidacy.idle(at(600))).isZero();

    candidacy.failed(at(650));
    assertThat(candidacy.idle(at(700))).isEqualTo(millis(150));
    candidacy.failed(at(1550));
    assertThat(candidacy.idle(at(1560))).isEqualTo(millis(40));
    assertThat(candidacy.leading()).isTrue();

    candidacy.idle(at(1600));
    assertThat(candidacy.leading()).isFalse();
  }

  @Test
  void theLeaderGoesByWhatItReadsNotByWhatAWatchBringsLate() {
    candidacy.read(lease("1", "other"), at(0));
    candidacy.written(lease("2", "me"), at(100));
    candidacy.watched(lease("1", "other"), at(150));
    assertThat(candidacy.leading()).isTrue();

    candidacy.read(lease("3", "other"), at(200));
    assertThat(candidacy.leading()).isFalse();
  }

  /** A write whose answer did not come. */
  @Test
  void whoFindsItselfAsTheHolderWritesOnceMoreBeforeItLeads() {
    candidacy.failed(at(100));
    candidacy.read(lease("1", "me"), at(150));
    assertThat(candidacy.leading()).isFalse();
    assertThat(candidacy.idle(at(150))).isEqualTo(millis(150));
    assertThat(candidacy.idle(at(300))).isZero();
  }

  private static Lease lease(String version, String holder) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName("lease")
        .withResourceVersion(version)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(holder.isEmpty() ? null : holder)
        .endSpec()
        .build();
  }

  /** Far from zero, and over the edge of what a long holds. */
  private static long at(long millis) {
    return Long.MAX_VALUE - 1_000_000 + millis(millis);
  }

  private static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
