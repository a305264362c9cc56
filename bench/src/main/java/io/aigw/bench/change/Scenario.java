package io.aigw.bench.change;

import io.aigw.bench.change.stage.Stage;
import java.time.Duration;
import java.util.List;

/** Something that happens to a configuration, and what is measured meanwhile. */
public interface Scenario {

  /** For the command line: lower case, with hyphens. */
  String name();

  /** Whether it is played only if it is asked for by its name. */
  default boolean isOnlyByName() {
    return false;
  }

  /** How long it may take; one that takes longer is ended and counts as not played. */
  default Duration limit(Size size) {
    return Duration.ofMinutes(size.of(5, 30));
  }

  /** What happens, in a few words. */
  String title(Size size);

  /**
   * Plays it.
   *
   * @return what was measured
   * @throws Exception if it could not be played to its end
   */
  List<Row> run(Stage.Ground ground, Size size) throws Exception;
}
