package io.aigw.golden;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.translate.RequestLimits;
import io.aigw.xds.translate.TranslatorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class GoldenTest {

  private static final Path ROOT = Path.of("test/resources/golden");
  private static final boolean UPDATE = Boolean.getBoolean("golden.update");

  /** The defaults, with authorities that are there wherever the test runs. */
  private static final TranslatorSettings SETTINGS =
      new TranslatorSettings(
          "0.0.0.0",
          IntUnaryOperator.identity(),
          RequestLimits.DEFAULTS,
          Path.of("test/resources/pki/authority.crt").toAbsolutePath().toString(),
          true);

  @TempDir Path work = Path.of("");

  @TestFactory
  Stream<DynamicNode> cases() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.sorted().map(this::golden).toList().stream();
    }
  }

  private DynamicNode golden(Path folder) {
    return DynamicContainer.dynamicContainer(
        folder.getFileName().toString(),
        Stream.of(
            DynamicTest.dynamicTest("compiles as expected", () -> compilesAsExpected(folder)),
            DynamicTest.dynamicTest("Envoy accepts it", () -> envoyAccepts(folder))));
  }

  private static void compilesAsExpected(Path folder) throws IOException {
    Map<String, String> outputs = new GoldenCase(folder).outputs();
    for (Map.Entry<String, String> output : outputs.entrySet()) {
      Path file = folder.resolve(output.getKey());
      if (UPDATE) {
        Files.writeString(file, output.getValue());
      }
      assertThat(file).hasContent(output.getValue());
    }
    Set<String> known = new TreeSet<>(outputs.keySet());
    known.addAll(Set.of("in.yaml", "inference-extension-off"));
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(known);
    }
  }

  private void envoyAccepts(Path folder) throws IOException, InterruptedException {
    for (Snapshot snapshot : new GoldenCase(folder).snapshots(SETTINGS).values()) {
      EnvoyValidation.accepts(snapshot, work);
    }
  }
}
