package io.aigw.operator.files;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads a stream of YAML (or JSON) documents.
 *
 * <p>The stream is cut at its document markers first, which can stand nowhere else in YAML, and
 * each document is parsed by itself: a mistake in one leaves the others readable.
 */
final class YamlReader {

  /** Far above what people write, far below what would fill the memory. */
  private static final int MAX_CODE_POINTS = 64 << 20;

  private YamlReader() {}

  static List<YamlDocument> read(String text) {
    List<YamlDocument> documents = new ArrayList<>();
    for (Chunk chunk : chunks(text)) {
      YamlDocument document = parse(chunk);
      if (document != null) {
        documents.add(document);
      }
    }
    return documents;
  }

  /** The text of one document, which begins after this many lines. */
  private record Chunk(int linesBefore, String text) {}

  private static List<Chunk> chunks(String text) {
    List<Chunk> chunks = new ArrayList<>();
    List<String> lines = Arrays.asList(text.split("\n", -1));
    int start = 0;
    for (int line = 1; line < lines.size(); line++) {
      if (isMarker(lines.get(line))) {
        chunks.add(new Chunk(start, String.join("\n", lines.subList(start, line))));
        start = line;
      }
    }
    chunks.add(new Chunk(start, String.join("\n", lines.subList(start, lines.size()))));
    return chunks.stream().filter(chunk -> hasContent(chunk.text())).toList();
  }

  private static boolean isMarker(String line) {
    return line.startsWith("---") && (line.length() == 3 || Character.isWhitespace(line.charAt(3)));
  }

  private static boolean hasContent(String text) {
    return text.lines()
        .map(String::strip)
        .anyMatch(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith("%"));
  }

  private static @Nullable YamlDocument parse(Chunk chunk) {
    LoadSettings settings =
        LoadSettings.builder()
            .setSchema(new CoreSchema())
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(MAX_CODE_POINTS)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(chunk.text());
      Object value = root.map(node -> construct(settings, node)).orElse(null);
      if (root.isEmpty() || value == null) {
        return null;
      }
      int line = chunk.linesBefore() + YamlPath.line(root.get());
      if (!(value instanceof Map<?, ?> map)) {
        return new YamlDocument.Broken(line, "is no mapping");
      }
      return new YamlDocument.Tree(
          line, mapping(map), path -> chunk.linesBefore() + YamlPath.line(root.get(), path));
    } catch (MarkedYamlEngineException e) {
      int line = e.getProblemMark().map(Mark::getLine).orElse(0);
      return new YamlDocument.Broken(chunk.linesBefore() + line + 1, problem(e));
    } catch (YamlEngineException e) {
      return new YamlDocument.Broken(chunk.linesBefore() + 1, "is no YAML: " + firstLine(e));
    }
  }

  private static @Nullable Object construct(LoadSettings settings, Node node) {
    return new StandardConstructor(settings).constructSingleDocument(Optional.of(node));
  }

  private static String problem(MarkedYamlEngineException e) {
    String context = e.getContext() == null ? "" : e.getContext() + ": ";
    return "is no YAML: " + (context + e.getProblem()).lines().findFirst().orElse("");
  }

  private static String firstLine(YamlEngineException e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static Map<String, Object> mapping(Map<?, ?> map) {
    Map<String, Object> plain = new LinkedHashMap<>();
    map.forEach((key, value) -> plain.put(String.valueOf(key), plain(value)));
    return plain;
  }

  @SuppressWarnings("NullAway") // a tree may hold nulls: the field that is there without a value
  private static Object plain(@Nullable Object value) {
    return switch (value) {
      case null -> null;
      case Map<?, ?> map -> mapping(map);
      case List<?> list -> {
        List<Object> plain = new ArrayList<>();
        list.forEach(element -> plain.add(plain(element)));
        yield plain;
      }
      case Boolean scalar -> scalar;
      case Number scalar -> scalar;
      default -> String.valueOf(value);
    };
  }
}
