package io.aigw.bench.change;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The table that people read, and the same for programs. */
public final class ChangeReport {

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private ChangeReport() {}

  /**
   * As Markdown.
   *
   * @param titles by the names of scenarios
   */
  public static String markdown(
      List<Row> rows, Map<String, String> titles, Map<String, String> circumstances) {
    StringBuilder text = new StringBuilder("# Changes\n\n");
    circumstances.forEach((name, value) -> text.append("- %s: %s%n".formatted(name, value)));
    Map<String, List<Row>> byScenario =
        rows.stream()
            .collect(Collectors.groupingBy(Row::scenario, LinkedHashMap::new, Collectors.toList()));
    byScenario.forEach(
        (scenario, its) -> {
          text.append("\n## %s%n%n%s%n%n".formatted(scenario, titles.get(scenario)));
          text.append("| what | measured | bar | |\n|---|---|---|---|\n");
          its.forEach(row -> text.append(line(row)));
        });
    return text.toString();
  }

  private static String line(Row row) {
    String verdict = row.bar().isEmpty() ? "" : row.met() ? "met" : "**missed**";
    return "| %s | %s | %s | %s |%n"
        .formatted(row.what(), row.measured().replace("|", "\\|"), row.bar(), verdict);
  }

  /** As JSON, for {@link #rows}. */
  public static String json(List<Row> rows) {
    try {
      return JSON.writeValueAsString(rows);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What {@link #json} has written. */
  public static List<Row> rows(String json) throws JsonProcessingException {
    return JSON.readValue(json, new TypeReference<List<Row>>() {});
  }
}
