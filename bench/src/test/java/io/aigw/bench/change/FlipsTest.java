package io.aigw.bench.change;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.bench.change.traffic.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which requests went to a backend that they should not have gone to. */
class FlipsTest {

  private static final List<Flips.Flip> FLIPS =
      List.of(new Flips.Flip("right", 100, 130), new Flips.Flip("left", 300, 330));

  @Test
  void afterTheAcknowledgementTheFormerBackendIsWrong() {
    assertThat(astray(140, 150, "left")).isEqualTo(1);
    assertThat(astray(140, 150, "right")).isZero();
    assertThat(astray(340, 350, "right")).isEqualTo(1);
  }

  @Test
  void untilTheAcknowledgementBothAreRight() {
    assertThat(astray(110, 120, "left")).isZero();
    assertThat(astray(110, 120, "right")).isZero();
    assertThat(astray(129, 150, "left")).isZero();
  }

  @Test
  void anAnswerThatCameWhenTheNextChangeHadBegunMayBeFromEither() {
    assertThat(astray(290, 310, "left")).isZero();
    assertThat(astray(290, 310, "right")).isZero();
  }

  private static long astray(long sent, long ended, String upstream) {
    return Flips.astray(FLIPS, List.of(new Answer(sent, ended, 200, upstream, 0, "")));
  }
}
