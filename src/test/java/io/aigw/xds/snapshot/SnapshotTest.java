package io.aigw.xds.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int64Value;
import com.google.protobuf.StringValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnapshotTest {

  private static final String TYPE = "type.googleapis.com/google.protobuf.StringValue";

  @Test
  void resourcesAreFoundByTypeAndName() {
    VersionedResource number = VersionedResource.of("a", Int64Value.of(1));
    Snapshot snapshot = Snapshot.of(List.of(text("a", "x"), text("b", "y"), number));

    assertThat(snapshot.find(TYPE, "a")).isEqualTo(text("a", "x"));
    assertThat(snapshot.find(number.typeUrl(), "a")).isEqualTo(number);
    assertThat(snapshot.find(number.typeUrl(), "b")).isNull();
    assertThat(snapshot.find("other", "a")).isNull();
    assertThat(snapshot.types()).containsExactlyInAnyOrder(TYPE, number.typeUrl());
    assertThat(snapshot.resources(TYPE)).containsOnlyKeys("a", "b");
  }

  @Test
  void ofTwoWithTheSameNameTheLaterOneCounts() {
    Snapshot snapshot = Snapshot.of(List.of(text("a", "x"), text("a", "y")));

    assertThat(snapshot.resources(TYPE).values()).containsExactly(text("a", "y"));
  }

  @Test
  void theNextSnapshotHasTheSameInstancesWhereNothingChanged() {
    VersionedResource kept = text("kept", "x");
    Snapshot first = Snapshot.of(List.of(kept, text("gone", "x"), text("other", "x")));

    Snapshot second =
        first.next().put(text("kept", "x")).remove(TYPE, "gone").put(text("other", "y")).build();

    assertThat(second.find(TYPE, "kept")).isSameAs(kept);
    assertThat(differences(first, second)).containsExactly("gone", "other");
    assertThat(first.find(TYPE, "gone")).as("the first one is as it was").isNotNull();
  }

  @Test
  void nothingNewIsTheSameSnapshot() {
    Snapshot snapshot = Snapshot.of(List.of(text("a", "x")));

    assertThat(snapshot.next().put(text("a", "x")).remove(TYPE, "b").build()).isSameAs(snapshot);
  }

  @Test
  void aTypeWithoutResourcesIsNoType() {
    Snapshot snapshot = Snapshot.of(List.of(text("a", "x"))).next().remove(TYPE, "a").build();

    assertThat(snapshot.types()).isEmpty();
  }

  @Test
  void resourcesComeInTheOrderOfTheirNames() {
    Snapshot snapshot =
        Snapshot.of(IntStream.range(0, 100).mapToObj(i -> text((i % 3) + "/" + i, "x")).toList());
    List<String> names = new ArrayList<>();

    snapshot.forEach(TYPE, resource -> names.add(resource.name()));

    assertThat(names).hasSize(100).isSorted();
  }

  @Test
  void snapshotsAreComparedByContentWhateverTheyWereMadeFrom() {
    Snapshot first =
        Snapshot.of(IntStream.range(0, 20_000).mapToObj(i -> text("name-" + i, "x")).toList());
    Snapshot second = first.next().put(text("name-7", "y")).build();
    Snapshot unrelated = Snapshot.of(first.resources(TYPE).values());

    assertThat(differences(first, second)).containsExactly("name-7");
    assertThat(differences(first, unrelated)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void behavesLikeASortedMap(long seed) {
    Random random = new Random(seed);
    SortedMap<String, VersionedResource> model = new TreeMap<>();
    SortedMap<String, VersionedResource> modelMark = new TreeMap<>();
    Snapshot snapshot = Snapshot.EMPTY;
    Snapshot mark = snapshot;
    for (int step = 0; step < 3_000; step++) {
      String name = "n" + random.nextInt(200);
      if (random.nextInt(3) == 0) {
        snapshot = snapshot.next().remove(TYPE, name).build();
        model.remove(name);
      } else {
        VersionedResource resource = text(name, "v" + random.nextInt(5));
        snapshot = snapshot.next().put(resource).build();
        model.put(name, resource);
      }
      if (step % 50 == 0) {
        assertThat(snapshot.resources(TYPE)).isEqualTo(model);
        List<String> different = differences(modelMark, model);
        assertThat(differences(mark, snapshot)).containsExactlyElementsOf(different);
        assertThat(differences(snapshot, mark)).containsExactlyElementsOf(different);
        mark = snapshot;
        modelMark = new TreeMap<>(model);
      }
    }
  }

  private static List<String> differences(
      SortedMap<String, VersionedResource> a, SortedMap<String, VersionedResource> b) {
    TreeSet<String> names = new TreeSet<>(a.keySet());
    names.addAll(b.keySet());
    return names.stream().filter(name -> !Objects.equals(a.get(name), b.get(name))).toList();
  }

  private static List<String> differences(Snapshot a, Snapshot b) {
    List<String> names = new ArrayList<>();
    a.differences(b, TYPE, names::add);
    return names;
  }

  private static VersionedResource text(String name, String value) {
    return VersionedResource.of(name, StringValue.of(value));
  }
}
