package io.aigw.collection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderedMapTest {

  @Test
  void anEmptyMapHasNothing() {
    OrderedMap<String, Integer> map = OrderedMap.empty();

    assertThat(map).isEmpty();
    assertThat(map.get("a")).isNull();
    assertThat(map.without("a")).isSameAs(map);
  }

  @Test
  void aChangeLeavesTheMapItWasMadeOfAlone() {
    OrderedMap<String, Integer> before = OrderedMap.<String, Integer>empty().with("a", 1);

    OrderedMap<String, Integer> after = before.with("b", 2).with("a", 3);

    assertThat(before).isEqualTo(Map.of("a", 1));
    assertThat(after).isEqualTo(Map.of("a", 3, "b", 2));
    assertThat(after.lastKey()).isEqualTo("b");
  }

  @Test
  void anEqualValueIsNoChangeAndTheOldInstanceStays() {
    String value = new String("value");
    OrderedMap<String, String> map = OrderedMap.<String, String>empty().with("a", value);

    OrderedMap<String, String> same = map.with("a", new String("value"));

    assertThat(same).isSameAs(map);
    assertThat(same.get("a")).isSameAs(value);
  }

  @Test
  void mapsWithKeysOfOtherTypesAreDifferent() {
    OrderedMap<String, Integer> texts = OrderedMap.<String, Integer>empty().with("1", 1);
    OrderedMap<Integer, Integer> numbers = OrderedMap.<Integer, Integer>empty().with(1, 1);

    assertThat((Object) texts).isNotEqualTo(numbers);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void isATreeMapWhateverIsDone(long seed) {
    Random random = new Random(seed);
    TreeMap<Integer, Integer> expected = new TreeMap<>();
    OrderedMap<Integer, Integer> map = OrderedMap.empty();
    for (int i = 0; i < 2_000; i++) {
      TreeMap<Integer, Integer> expectedBefore = new TreeMap<>(expected);
      OrderedMap<Integer, Integer> before = map;
      for (int change = random.nextInt(4); change >= 0; change--) {
        int key = random.nextInt(60);
        if (random.nextBoolean()) {
          int value = random.nextInt(3);
          expected.put(key, value);
          map = map.with(key, value);
        } else {
          expected.remove(key);
          map = map.without(key);
        }
      }

      assertThat(map).hasSameSizeAs(expected).isEqualTo(expected);
      assertThat(map.keySet()).containsExactlyElementsOf(expected.keySet());
      assertThat(before).as("the one before").isEqualTo(expectedBefore);
      assertThat(differences(before, map)).isEqualTo(expectedDifferences(expectedBefore, expected));
      assertThat(map.equals(before)).isEqualTo(expected.equals(expectedBefore));
      assertThat(differences(OrderedMap.copyOf(expectedBefore), map))
          .as("of maps that share nothing")
          .isEqualTo(expectedDifferences(expectedBefore, expected));
    }
  }

  @Test
  void whatIsSharedIsNotLookedAtForDifferences() {
    AtomicInteger comparisons = new AtomicInteger();
    record Counted(int value, AtomicInteger comparisons) {
      @Override
      public boolean equals(Object other) {
        comparisons.incrementAndGet();
        return other instanceof Counted counted && counted.value == value;
      }

      @Override
      public int hashCode() {
        return value;
      }
    }
    OrderedMap<Integer, Counted> before = OrderedMap.empty();
    for (int i = 0; i < 10_000; i++) {
      before = before.with(i, new Counted(i, comparisons));
    }
    OrderedMap<Integer, Counted> after =
        before
            .with(5_000, new Counted(-1, comparisons))
            .without(17)
            .with(20_000, new Counted(1, comparisons));
    comparisons.set(0);

    assertThat(differences(before, after)).containsOnlyKeys(17, 5_000, 20_000);
    assertThat(comparisons.get()).isLessThan(10);
  }

  @Test
  void staysShallowForKeysInOrder() {
    OrderedMap<Integer, Integer> map = OrderedMap.empty();
    for (int i : IntStream.range(0, 200_000).toArray()) {
      map = map.with(i, i); // a list of that length would overflow the stack
    }

    assertThat(map).hasSize(200_000).containsEntry(199_999, 199_999);
  }

  private record Difference(Object before, Object after) {}

  private static <V> Map<Integer, Difference> differences(
      OrderedMap<Integer, V> before, OrderedMap<Integer, V> after) {
    Map<Integer, Difference> differences = new HashMap<>();
    after.differencesFrom(
        before,
        (key, old, now) ->
            differences.put(key, new Difference(String.valueOf(old), String.valueOf(now))));
    return differences;
  }

  private static Map<Integer, Difference> expectedDifferences(
      Map<Integer, Integer> before, Map<Integer, Integer> after) {
    Map<Integer, Difference> differences = new HashMap<>();
    TreeMap<Integer, Integer> all = new TreeMap<>(before);
    all.putAll(after);
    for (Integer key : all.keySet()) {
      if (!Objects.equals(before.get(key), after.get(key))) {
        differences.put(
            key, new Difference(String.valueOf(before.get(key)), String.valueOf(after.get(key))));
      }
    }
    return differences;
  }
}
