package io.aigw.decide;

import static io.aigw.decide.PickerFixture.endpoints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aigw.pick.Endpoint;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewcomersTest {

  /** A clock may be about to turn over. */
  private static final long START = Math.subtractExact(Long.MAX_VALUE, 500);

  private final Newcomers first =
      Newcomers.none(Duration.ofNanos(1000)).after(endpoints("a", "b"), START);

  @Test
  void thoseThatAPoolBeginsWithAreNone() {
    assertThat(chosenFrom(first, 0, "a", "b")).containsExactly("a", "b");
  }

  @Test
  void whoComesLaterIsLeftOutForAWhile() {
    Newcomers grown = first.after(endpoints("a", "b", "c"), START + 200);
    Newcomers more = grown.after(endpoints("a", "c", "d"), START + 700);
    assertThat(chosenFrom(grown, 200, "a", "b", "c")).containsExactly("a", "b");
    assertThat(chosenFrom(more, 1199, "a", "c", "d")).containsExactly("a");
    assertThat(chosenFrom(more, 1200, "a", "c", "d")).containsExactly("a", "c");
    assertThat(chosenFrom(more, 1699, "a", "c", "d")).containsExactly("a", "c");
    assertThat(chosenFrom(more, 1700, "a", "c", "d")).containsExactly("a", "c", "d");
  }

  @Test
  void whoWasAwayIsNewAgain() {
    Newcomers back = first.after(endpoints("a"), START + 1).after(endpoints("a", "b"), START + 2);
    assertThat(chosenFrom(back, 1001, "a", "b")).containsExactly("a");
    assertThat(chosenFrom(back, 1002, "a", "b")).containsExactly("a", "b");
  }

  /** A pool has its endpoints a moment before it is known since when, or a request lasts longer. */
  @Test
  void whoComesWhenNobodyIsHeldBackAnyMoreIsNewBeforeThatIsKnown() {
    assertThat(chosenFrom(first, 2000, "a", "b", "c")).containsExactly("a", "b");
    assertThat(chosenFrom(first, 2000, "c")).containsExactly("c");
  }

  @Test
  void whereThereAreNoOthersTheyAreChosen() {
    Newcomers replaced = first.after(endpoints("c", "d"), START + 1);
    assertThat(chosenFrom(replaced, 2, "c", "d")).containsExactly("c", "d");
    Newcomers empty = first.after(endpoints(), START + 1);
    assertThat(chosenFrom(empty, 2)).isEmpty();
    assertThat(chosenFrom(empty.after(endpoints("c"), START + 3), 4, "c")).containsExactly("c");
  }

  @Test
  void nobodyIsHeldBackForNoTime() {
    Newcomers none = Newcomers.none(Duration.ZERO).after(endpoints("a"), START);
    assertThat(chosenFrom(none.after(endpoints("a", "b"), START + 1), 1, "a", "b"))
        .containsExactly("a", "b");
    assertThatThrownBy(() -> Newcomers.none(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<String> chosenFrom(Newcomers newcomers, long after, String... addresses) {
    return newcomers.others(endpoints(addresses), START + after).stream()
        .map(Endpoint::address)
        .toList();
  }
}
