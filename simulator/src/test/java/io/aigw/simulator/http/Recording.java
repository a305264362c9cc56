package io.aigw.simulator.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** What a real vLLM answered. */
record Recording(String request, int status, String contentType, String body) {

  static String text(String file) {
    try (InputStream in = Recording.class.getResourceAsStream("/vllm-0.32/" + file)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The answer in a file that holds one. */
  static Recording answer(String file) {
    return parse("", text(file));
  }

  /** The exchanges in a file that holds several, each behind a line with the request. */
  static List<Recording> exchanges(String file) {
    List<Recording> list = new ArrayList<>();
    for (String exchange : text(file).split("(?m)^--- ", -1)) {
      if (!exchange.isBlank()) {
        int line = exchange.indexOf('\n');
        list.add(parse(exchange.substring(0, line), exchange.substring(line + 1)));
      }
    }
    return list;
  }

  private static Recording parse(String request, String answer) {
    String text = answer.replace("\r", "");
    int end = text.indexOf("\n\n");
    List<String> head = text.substring(0, end).lines().toList();
    String contentType =
        head.stream()
            .filter(line -> line.startsWith("content-type: "))
            .map(line -> line.substring("content-type: ".length()))
            .findFirst()
            .orElseThrow();
    int status = Integer.parseInt(head.getFirst().substring("HTTP/1.1 ".length()).substring(0, 3));
    return new Recording(request, status, contentType, text.substring(end + 2).strip());
  }

  /**
   * A JSON text with its values replaced by their types, so that two texts have the same shape if
   * the results are equal: fields, their order and nesting, the types of values.
   */
  static String shape(String json) {
    try {
      StringBuilder shape = new StringBuilder();
      append(TestServer.JSON.readTree(json), shape);
      return shape.toString();
    } catch (JsonProcessingException e) {
      throw new AssertionError(json, e);
    }
  }

  private static void append(JsonNode node, StringBuilder shape) {
    if (node.isObject()) {
      shape.append('{');
      node.properties()
          .forEach(
              field -> {
                shape.append(field.getKey()).append(':');
                append(field.getValue(), shape);
                shape.append(' ');
              });
      shape.append('}');
    } else if (node.isArray()) {
      shape.append('[');
      node.forEach(element -> append(element, shape));
      shape.append(']');
    } else {
      shape.append(node.getNodeType());
    }
  }
}
