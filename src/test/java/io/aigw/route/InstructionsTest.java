package io.aigw.route;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Instructions are read as they were written. */
class InstructionsTest {

  private static final ModelRenaming NAMES =
      new ModelRenaming(
          new TreeMap<>(
              Map.of(
                  "a b\n*", List.of(new WeightedName("v 1\n", 90), new WeightedName("v2", 10)),
                  "*", List.of(new WeightedName("star", 1)),
                  "stays", List.of())),
          List.of(new WeightedName("base", 1)));

  @Test
  void newNamesOfModels() {
    assertThat(ModelRenaming.parse(NAMES.text())).contains(NAMES);
    assertThat(NAMES.names("*")).containsExactly(new WeightedName("star", 1));
    assertThat(NAMES.names("stays")).isEmpty();
    assertThat(NAMES.names("other")).containsExactly(new WeightedName("base", 1));

    ModelRenaming nothing = new ModelRenaming(new TreeMap<>(), List.of());
    assertThat(ModelRenaming.parse(nothing.text())).contains(nothing);
    assertThat(nothing.names("other")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"* 1", "* 0 YQ==", "* -1 YQ==", "* 1 ?", "? 1 YQ==", "* YQ== 1"})
  void whatIsNoListOfNewNamesIsNone(String text) {
    assertThat(ModelRenaming.parse(text)).isEmpty();
  }

  @Test
  void whichEndpoint() {
    for (PickInstruction each :
        List.of(
            new PickInstruction("p", "tree", true, false, Optional.of("a\nb")),
            new PickInstruction("p", "tree", false, true, Optional.empty()))) {
      assertThat(PickInstruction.parse(each.text())).contains(each);
    }
    assertThat(PickInstruction.parse("p\ntree\n")).isEmpty();
  }

  @Test
  void anObjectiveMakesTheContraryHold() {
    ObjectiveExceptions written = new ObjectiveExceptions(Set.of("x", "y-1"));
    ObjectiveExceptions exceptions = ObjectiveExceptions.parse(written.text());
    assertThat(exceptions).isEqualTo(written);
    assertThat(ObjectiveExceptions.parse("")).isEqualTo(ObjectiveExceptions.NONE);

    assertThat(exceptions.sheddable(true, Optional.empty())).isTrue();
    assertThat(exceptions.sheddable(true, Optional.of("z"))).isTrue();
    assertThat(exceptions.sheddable(true, Optional.of("x"))).isFalse();
    assertThat(exceptions.sheddable(false, Optional.empty())).isFalse();
    assertThat(exceptions.sheddable(false, Optional.of("z"))).isFalse();
    assertThat(exceptions.sheddable(false, Optional.of("y-1"))).isTrue();
  }
}
