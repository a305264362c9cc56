package io.aigw.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.e2e.kit.Aigw;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Helm;
import io.aigw.e2e.kit.Outcome;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The chart as Helm renders it: what comes out for some values, and what values it refuses. Run
 * with {@code -Dgolden.update=true} to have the expected output, and the chart's copies of the
 * definitions, written anew.
 */
class ChartIT {
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");
  private static final Path CASES = Checkout.OUTPUT.resolveSibling("src/test/resources/chart");
  private static final Path CHART = Path.of(Helm.CHART);
  private static final Path DEFINITIONS = Checkout.file("crds");
  private static final List<String> KUBERNETES = List.of("--kube-version", "1.34.0");
  private static final Pattern ROW =
      Pattern.compile("^\\| `([\\w.]+)` \\| `([^`]+)` \\| .*\\|$", Pattern.MULTILINE);

  private final KubernetesSerialization yaml = new KubernetesSerialization();

  static List<Path> rendered() throws IOException {
    return files(CASES, 1, path -> !path.endsWith("refused"));
  }

  static List<Path> refused() throws IOException {
    return files(CASES.resolve("refused"), 1, Files::isRegularFile);
  }

  static List<Path> definitions() throws IOException {
    Path others = DEFINITIONS.resolve("testdata");
    return files(
            DEFINITIONS, 2, file -> file.toString().endsWith(".yaml") && !file.startsWith(others))
        .stream()
        .map(DEFINITIONS::relativize)
        .toList();
  }

  private static List<Path> files(Path directory, int depth, Predicate<Path> wanted)
      throws IOException {
    try (Stream<Path> all = Files.walk(directory, depth)) {
      return all.filter(path -> !path.equals(directory)).filter(wanted).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("rendered")
  void isRenderedAsExpectedAndPassesHelmsOwnChecks(Path directory) throws Exception {
    String values = directory.resolve("values.yaml").toString();
    helm(List.of("lint", "--strict", Helm.CHART, "--values", values)).succeeded();
    String text =
        template("--values", values, "--set", "crds.install=false").succeeded().out().strip()
            + "\n";
    Path expected = directory.resolve("rendered.yaml");
    if (UPDATE) {
      Files.writeString(expected, text);
    }
    assertThat(text).isEqualTo(Files.readString(expected));
    assertThat(text).as("rights are enumerated").doesNotContain("*");
  }

  @ParameterizedTest
  @MethodSource("refused")
  void aMistakeInTheValuesIsNamed(Path values) throws Exception {
    String expected = Files.readAllLines(values).getFirst().replaceFirst("^# expect: ", "").strip();
    Outcome outcome = template("--values", values.toString());
    assertThat(outcome.exitCode()).isNotZero();
    assertThat(outcome.err()).contains(expected);
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void theDefinitionsInTheChartAreThoseOfTheApi(Path file) throws Exception {
    Path source = DEFINITIONS.resolve(file);
    Path copy = CHART.resolve("files/crds").resolve(file);
    if (UPDATE) {
      Files.createDirectories(copy.resolveSibling("."));
      Files.copy(source, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    assertThat(Files.readString(copy)).isEqualTo(Files.readString(source));
  }

  @Test
  void definitionsAreInstalledAsTheyAreAndKeptUnlessOneSaysOtherwise() throws Exception {
    SortedMap<String, JsonNode> sources = new TreeMap<>();
    for (Path file : definitions()) {
      JsonNode definition = parse(Files.readString(DEFINITIONS.resolve(file)));
      sources.put(definition.at("/metadata/name").asText(), definition.path("spec"));
    }
    SortedMap<String, JsonNode> rendered = new TreeMap<>();
    for (JsonNode definition : definitionsRendered()) {
      assertThat(definition.at("/metadata/annotations/helm.sh~1resource-policy").asText())
          .isEqualTo("keep");
      rendered.put(definition.at("/metadata/name").asText(), definition.path("spec"));
    }
    assertThat(rendered).isEqualTo(sources);
    assertThat(definitionsRendered("--set", "crds.keep=false"))
        .hasSize(sources.size())
        .allSatisfy(definition -> assertThat(definition.at("/metadata/annotations")).isEmpty());
    assertThat(definitionsRendered("--set", "crds.envoyGatewayBackend=false"))
        .hasSize(sources.size() - 1)
        .noneSatisfy(
            definition ->
                assertThat(definition.at("/spec/group").asText())
                    .isEqualTo("gateway.envoyproxy.io"));
    assertThat(definitionsRendered("--set", "crds.install=false")).isEmpty();
  }

  @Test
  void chartAndProgramHaveOneVersion() throws Exception {
    JsonNode chart = parse(Files.readString(CHART.resolve("Chart.yaml")));
    String program = Aigw.run("--version").succeeded().out();
    assertThat(program).startsWith("aigw " + chart.path("appVersion").asText() + "\n");
    assertThat(chart.path("version")).isEqualTo(chart.path("appVersion"));
  }

  @Test
  void thePageHasEveryValueWithItsDefault() throws Exception {
    Map<String, String> defaults = new TreeMap<>();
    leaves("", parse(Files.readString(CHART.resolve("values.yaml"))), defaults);
    Map<String, String> page = new TreeMap<>();
    ROW.matcher(Files.readString(CHART.resolve("README.md")))
        .results()
        .forEach(row -> page.put(row.group(1), row.group(2)));
    assertThat(page).isEqualTo(defaults);
  }

  private static void leaves(String path, JsonNode value, Map<String, String> into) {
    if (!value.isObject() || value.isEmpty()) {
      into.put(path, value.toString());
      return;
    }
    value
        .properties()
        .forEach(
            field ->
                leaves(
                    path.isEmpty() ? field.getKey() : path + "." + field.getKey(),
                    field.getValue(),
                    into));
  }

  private List<JsonNode> definitionsRendered(String... values) throws Exception {
    List<JsonNode> definitions = new ArrayList<>();
    for (String document : template(values).succeeded().out().split("(?m)^---$", -1)) {
      if (document.contains("\nkind: CustomResourceDefinition\n")) {
        definitions.add(parse(document));
      }
    }
    return definitions;
  }

  private JsonNode parse(String text) {
    return yaml.convertValue(yaml.unmarshal(text, Map.class), JsonNode.class);
  }

  private static Outcome template(String... values) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("template", "aieg", Helm.CHART, "--namespace", "envoy-ai-gateway-system"));
    command.addAll(List.of(values));
    return helm(command);
  }

  private static Outcome helm(List<String> command) throws Exception {
    List<String> whole = new ArrayList<>(command);
    whole.addAll(KUBERNETES);
    return Helm.run(whole);
  }
}
