package io.aigw.incremental;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.collection.OrderedMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MemoTest {

  private final Cells cells = new Cells();
  private final List<String> computed = new ArrayList<>();

  /** A cell's text, without what follows a blank; where it names another cell, that one's. */
  private final Memo<String, String> resolved =
      new Memo<>(
          (key, reads) -> {
            computed.add(key);
            String text = reads.get(cells, key);
            if (text == null) {
              return null;
            }
            return text.startsWith("=")
                ? Objects.requireNonNullElse(reads.get(cells, text.substring(1)), "?")
                : text.split(" ", -1)[0];
          });

  private final Memo<String, String> shouted =
      new Memo<>(
          (key, reads) -> {
            computed.add(key + "!");
            String text = reads.get(resolved, key);
            return text == null ? null : text + "!";
          });

  /** Keys by their resolved text. */
  private final Grouping<String, String, Integer> byText =
      new Grouping<String, String, Integer>()
          .of(resolved, (key, text, entries) -> entries.add(text, key, text.length()));

  private static final class Cells extends Source<String, String> {

    private final Map<String, String> texts = new HashMap<>();

    @Override
    protected @Nullable String value(String key) {
      return texts.get(key);
    }

    void set(String key, @Nullable String text) {
      if (text == null) {
        texts.remove(key);
      } else {
        texts.put(key, text);
      }
      changed(key);
    }
  }

  @BeforeEach
  void start() {
    cells.set("a", "one");
    cells.set("b", "=a");
    cells.set("c", "=none");
    for (String key : List.of("a", "b", "c")) {
      resolved.want(key);
      shouted.want(key);
    }
    refresh();
    computed.clear();
  }

  private void refresh() {
    resolved.refresh();
    shouted.refresh();
  }

  @Test
  void nothingIsComputedTwiceForNothing() {
    refresh();

    assertThat(computed).isEmpty();
    assertThat(shouted.value("b")).isEqualTo("one!");
  }

  @Test
  void whatLookedUpWhatChangedIsComputedAgainAndNothingElse() {
    cells.set("a", "two");
    refresh();

    assertThat(computed).containsExactlyInAnyOrder("a", "b", "a!", "b!");
    assertThat(shouted.value("b")).isEqualTo("two!");
    assertThat(shouted.value("c")).isEqualTo("?!");
  }

  @Test
  void aLookUpThatFoundNothingCountsToo() {
    cells.set("none", "here");
    refresh();

    assertThat(computed).containsExactly("c", "c!");
    assertThat(shouted.value("c")).isEqualTo("here!");
  }

  @Test
  void anEqualValueEndsTheMatter() {
    String before = resolved.value("a");
    cells.set("a", "one more");
    cells.set("b", "=a");
    refresh();

    assertThat(computed).contains("a").doesNotContain("a!");
    assertThat(resolved.value("a")).isSameAs(before);
  }

  @Test
  void aLookUpThatIsNoLongerMadeNoLongerCounts() {
    cells.set("b", "own");
    refresh();
    computed.clear();

    cells.set("a", "two");
    refresh();

    assertThat(computed).containsExactly("a", "a!");
  }

  @Test
  void aDroppedKeyHasNoValueForItsReaders() {
    resolved.drop("a");
    refresh();

    assertThat(shouted.value("a")).isNull();
    assertThat(computed).containsExactly("a!");
  }

  @Test
  void groupsFollowTheValues() {
    assertThat(byText.value("one")).isEqualTo(Map.of("a", 3, "b", 3));

    cells.set("a", "two");
    cells.set("b", "own");
    refresh();

    assertThat(byText.value("one")).isNull();
    assertThat(byText.value("two")).isEqualTo(Map.of("a", 3));
    assertThat(byText.value("own")).isEqualTo(Map.of("b", 3));
  }

  @Test
  void whoReadsAGroupIsComputedAgainWhenAMemberComesOrGoes() {
    Memo<String, Integer> sizes =
        new Memo<>(
            (group, reads) -> {
              OrderedMap<String, Integer> members = reads.get(byText, group);
              return members == null ? 0 : members.size();
            });
    sizes.want("one");
    sizes.refresh();
    assertThat(sizes.value("one")).isEqualTo(2);

    cells.set("b", "=c");
    refresh();
    sizes.refresh();

    assertThat(sizes.value("one")).isEqualTo(1);
  }

  @Test
  void aMemoOfGroupsHasAValueForEachThatThereIs() {
    List<String> changes = new ArrayList<>();
    Memo<String, String> names = new Memo<>((group, reads) -> group);
    names.follow((key, before, after) -> changes.add(before + ">" + after));
    Grouping<String, String, Boolean> firstLetters =
        new Grouping<String, String, Boolean>()
            .each(names)
            .of(resolved, (key, text, entries) -> entries.add(text.substring(0, 1), key, true));

    cells.set("a", "tea");
    refresh();
    names.refresh();
    cells.set("a", "tin");
    refresh();
    names.refresh();
    cells.set("a", "x");
    cells.set("b", "x");
    refresh();
    names.refresh();

    assertThat(changes).containsExactly("null>t", "t>null", "null>x");
    assertThat(firstLetters.value("x")).containsOnlyKeys("a", "b");
  }
}
