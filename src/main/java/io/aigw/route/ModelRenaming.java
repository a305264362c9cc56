package io.aigw.route;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The instruction to write another model name into a request's body where it names a certain one.
 * Like {@link ModelRewrite} it travels with the question; that one is for routes which know the
 * model, this one for those which do not.
 *
 * @param of by the body's model; empty: it stays
 * @param ofOthers for all other models; empty: they stay
 */
public record ModelRenaming(SortedMap<String, List<WeightedName>> of, List<WeightedName> ofOthers) {

  /** All models stay. */
  public static final ModelRenaming NONE = new ModelRenaming(new TreeMap<>(), List.of());

  /** The key of the gRPC metadata; its value is {@link #text} as {@link MetadataText}. */
  public static final String METADATA_KEY = "aigw-models";

  private static final String OTHERS = "*";

  public ModelRenaming {
    of = Collections.unmodifiableSortedMap(new TreeMap<>(of));
    ofOthers = List.copyOf(ofOthers);
  }

  /** Whether all models stay. */
  public boolean isEmpty() {
    return of.isEmpty() && ofOthers.isEmpty();
  }

  /**
   * The new names of a model.
   *
   * @return empty: it stays
   */
  public List<WeightedName> names(String model) {
    return of.getOrDefault(model, ofOthers);
  }

  /** A line for each model, with its new names and their weights; names as {@link MetadataText}. */
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add(line(OTHERS, ofOthers));
    of.forEach((model, names) -> lines.add(line(MetadataText.encode(model), names)));
    return String.join("\n", lines);
  }

  private static String line(String model, List<WeightedName> names) {
    StringBuilder line = new StringBuilder(model);
    for (WeightedName each : names) {
      line.append(' ').append(each.weight()).append(' ').append(MetadataText.encode(each.name()));
    }
    return line.toString();
  }

  /** What {@link #text} wrote; empty where it is something else. */
  public static Optional<ModelRenaming> parse(String text) {
    SortedMap<String, List<WeightedName>> of = new TreeMap<>();
    List<WeightedName> ofOthers = List.of();
    for (String line : text.split("\n", -1)) {
      String[] words = line.split(" ", -1);
      Optional<List<WeightedName>> names = names(words);
      Optional<String> model =
          words[0].equals(OTHERS) ? Optional.of(OTHERS) : MetadataText.decode(words[0]);
      if (names.isEmpty() || model.isEmpty()) {
        return Optional.empty();
      }
      if (words[0].equals(OTHERS)) {
        ofOthers = names.get();
      } else {
        of.put(model.get(), names.get());
      }
    }
    return Optional.of(new ModelRenaming(of, ofOthers));
  }

  private static Optional<List<WeightedName>> names(String[] words) {
    if (words.length % 2 == 0) {
      return Optional.empty();
    }
    List<WeightedName> names = new ArrayList<>();
    for (int i = 1; i < words.length; i += 2) {
      Optional<String> name = MetadataText.decode(words[i + 1]);
      if (name.isEmpty() || !words[i].matches("[1-9][0-9]{0,8}")) {
        return Optional.empty();
      }
      names.add(new WeightedName(name.get(), Integer.parseInt(words[i])));
    }
    return Optional.of(names);
  }
}
