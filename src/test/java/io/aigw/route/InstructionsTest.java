package io.aigw.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.route.ModelRenaming.Name;
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
                  "a b\n*", List.of(new Name("v 1\n", 90), new Name("v2", 10)),
                  "*", List.of(new Name("star", 1)),
                  "stays", List.of())),
          List.of(new Name("base", 1)));

  @Test
  void newNamesOfModels() {
    assertThat(ModelRenaming.parse(NAMES.text())).contains(NAMES);
    assertThat(NAMES.names("*")).containsExactly(new Name("star", 1));
    assertThat(NAMES.names("stays")).isEmpty();
    assertThat(NAMES.names("other")).containsExactly(new Name("base", 1));

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
            new PickInstruction("p", "tree", true, Set.of(), false, Optional.of("a\nb")),
            new PickInstruction("p", "tree", false, Set.of("x", "y"), true, Optional.empty()))) {
      assertThat(PickInstruction.parse(each.text())).contains(each);
    }
    assertThat(PickInstruction.parse("p\ntree\n\n")).isEmpty();
  }

  @Test
  void anObjectiveMakesTheContraryHold() {
    PickInstruction shed = new PickInstruction("p", "", true, Set.of("x"), false, Optional.empty());
    assertThat(shed.sheddable(Optional.empty())).isTrue();
    assertThat(shed.sheddable(Optional.of("y"))).isTrue();
    assertThat(shed.sheddable(Optional.of("x"))).isFalse();

    PickInstruction kept =
        new PickInstruction("p", "", false, Set.of("x"), false, Optional.empty());
    assertThat(kept.sheddable(Optional.empty())).isFalse();
    assertThat(kept.sheddable(Optional.of("y"))).isFalse();
    assertThat(kept.sheddable(Optional.of("x"))).isTrue();
  }
}
