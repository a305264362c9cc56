package io.aigw.operator.report;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a cluster's Gateways are doing and what is wrong, from what the objects say, on one screen.
 */
public final class StatusReport {

  private static final int MOST_PROBLEMS = 20;

  /**
   * What was read.
   *
   * @param gateways those that are ours
   * @param others objects that may have a problem: routes, backends, pools
   * @param envoys how many are connected for a Gateway, {@code namespace/name}; empty: not to be
   *     known
   */
  public record Reading(
      List<GenericKubernetesResource> gateways,
      List<GenericKubernetesResource> others,
      Function<String, OptionalInt> envoys) {}

  private StatusReport() {}

  /** The screen. */
  public static String of(Reading reading) {
    StringBuilder text = new StringBuilder();
    if (reading.gateways.isEmpty()) {
      text.append("There is no Gateway of ours: apply one whose class names our controller.\n");
    } else {
      Table table = new Table("GATEWAY", "ADDRESS", "PROGRAMMED", "ENVOYS", "ROUTES");
      reading.gateways.stream()
          .sorted(Comparator.comparing(StatusReport::name))
          .forEach(gateway -> row(table, gateway, reading.envoys));
      text.append(table);
    }
    List<String> problems =
        Stream.concat(reading.gateways.stream(), reading.others.stream())
            .sorted(Comparator.comparing(StatusReport::subject))
            .flatMap(object -> problems(object).stream())
            .toList();
    if (problems.isEmpty()) {
      return text.append("\nNothing is wrong.\n").toString();
    }
    text.append("\nWhat is wrong:\n");
    problems.stream()
        .limit(MOST_PROBLEMS)
        .forEach(line -> text.append("  ").append(line).append('\n'));
    if (problems.size() > MOST_PROBLEMS) {
      text.append("  and ").append(problems.size() - MOST_PROBLEMS).append(" more\n");
    }
    return text.toString();
  }

  private static void row(
      Table table, GenericKubernetesResource gateway, Function<String, OptionalInt> envoys) {
    List<String> addresses = new ArrayList<>();
    list(gateway.get("status", "addresses")).forEach(a -> addresses.add(text(a, "value")));
    int routes =
        list(gateway.get("status", "listeners")).stream()
            .mapToInt(
                listener -> listener.get("attachedRoutes") instanceof Number n ? n.intValue() : 0)
            .sum();
    OptionalInt connected = envoys.apply(name(gateway));
    table.add(
        name(gateway),
        addresses.isEmpty() ? "-" : String.join(",", addresses),
        list(gateway.get("status", "conditions")).stream()
            .filter(condition -> text(condition, "type").equals("Programmed"))
            .map(condition -> text(condition, "status"))
            .findFirst()
            .orElse("Unknown"),
        connected.isPresent() ? Integer.toString(connected.getAsInt()) : "?",
        Integer.toString(routes));
  }

  /** Each false condition once, wherever in the status it stands. */
  private static Set<String> problems(GenericKubernetesResource object) {
    Set<String> problems = new TreeSet<>();
    conditions(object)
        .filter(condition -> text(condition, "status").equals("False"))
        .forEach(
            condition ->
                problems.add(
                    "%s: %s: %s"
                        .formatted(
                            subject(object),
                            text(condition, "reason"),
                            text(condition, "message"))));
    return problems;
  }

  private static Stream<Map<String, Object>> conditions(GenericKubernetesResource object) {
    return Stream.concat(
        list(object.get("status", "conditions")).stream(),
        Stream.of("parents", "parent", "listeners")
            .flatMap(part -> list(object.get("status", part)).stream())
            .flatMap(part -> list(part.get("conditions")).stream()));
  }

  @SuppressWarnings("unchecked") // JSON objects in a JSON array
  private static List<Map<String, Object>> list(@Nullable Object value) {
    return value instanceof List<?> list ? (List<Map<String, Object>>) list : List.of();
  }

  private static String text(Map<String, Object> object, String key) {
    return Objects.toString(object.get(key), "");
  }

  private static String subject(GenericKubernetesResource object) {
    return object.getKind() + " " + name(object);
  }

  private static String name(GenericKubernetesResource object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }
}
