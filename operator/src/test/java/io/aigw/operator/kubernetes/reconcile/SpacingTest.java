package io.aigw.operator.kubernetes.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpacingTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 50);
  private final Spacing spacing = new Spacing(2, Duration.ofNanos(100), now::get);
  private final Spacing.Window window = spacing.initState();

  @Test
  void whatIsTooMuchWaitsUntilTheTimeIsOver() {
    assertThat(spacing.isLimited(window)).isEmpty();
    assertThat(spacing.isLimited(window)).isEmpty();
    now.addAndGet(30);
    assertThat(spacing.isLimited(window)).contains(Duration.ofNanos(70));
    now.addAndGet(69); // past where the clock's numbers wrap
    assertThat(spacing.isLimited(window)).contains(Duration.ofNanos(1));
    now.addAndGet(1);
    assertThat(spacing.isLimited(window)).isEmpty();
    assertThat(spacing.isLimited(window)).isEmpty();
    assertThat(spacing.isLimited(window)).isPresent();
  }

  @Test
  void everyObjectHasItsOwn() {
    assertThat(spacing.isLimited(window)).isEmpty();
    assertThat(spacing.isLimited(window)).isEmpty();

    assertThat(spacing.isLimited(spacing.initState())).isEmpty();
  }
}
