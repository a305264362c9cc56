package io.aigw.route;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The InferenceObjectives for whose requests the contrary of {@link PickInstruction#sheddable}
 * holds. An instruction of its own beside that one: a processor that does not know it yet still
 * picks.
 *
 * @param names none with a space in it
 */
public record ObjectiveExceptions(Set<String> names) {

  /** The key of the gRPC metadata; its value is {@link #text} as {@link MetadataText}. */
  public static final String METADATA_KEY = "aigw-objectives";

  /**
   * The headers by which a request names its InferenceObjective; the first that is there counts.
   */
  public static final List<String> HEADERS =
      List.of("x-llm-d-inference-objective", "x-gateway-inference-objective");

  /** No objective is an exception. */
  public static final ObjectiveExceptions NONE = new ObjectiveExceptions(Set.of());

  public ObjectiveExceptions {
    names = Set.copyOf(names);
  }

  /** Whether a request with this objective may be refused, where those without may or may not. */
  public boolean sheddable(boolean otherwise, Optional<String> objective) {
    return otherwise != objective.filter(names::contains).isPresent();
  }

  /** The names, with spaces between them. */
  public String text() {
    return names.stream().sorted().collect(Collectors.joining(" "));
  }

  /** What {@link #text} wrote. */
  public static ObjectiveExceptions parse(String text) {
    return new ObjectiveExceptions(
        Pattern.compile(" ")
            .splitAsStream(text)
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toSet()));
  }
}
