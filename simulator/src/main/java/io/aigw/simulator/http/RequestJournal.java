package io.aigw.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import io.aigw.simulator.openai.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The latest requests as they arrived, for tests that have to know what came through a gateway. Of
 * bodies only size and digest are kept. For any thread.
 */
final class RequestJournal {

  /**
   * A request.
   *
   * @param uri the request's target as it was sent
   * @param headers by names in lower case, with all their values
   */
  private record Entry(
      long number,
      String method,
      String uri,
      String protocol,
      Map<String, List<String>> headers,
      int bodyBytes,
      String bodySha256) {}

  private final int capacity;
  private final Deque<Entry> entries = new ArrayDeque<>();
  private long seen;

  RequestJournal(int capacity) {
    this.capacity = capacity;
  }

  synchronized void add(HttpExchange exchange, int bodyBytes, String bodySha256) {
    seen++;
    if (capacity == 0) {
      return;
    }
    Map<String, List<String>> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    if (entries.size() == capacity) {
      entries.removeLast();
    }
    entries.addFirst(
        new Entry(
            seen,
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            exchange.getProtocol(),
            headers,
            bodyBytes,
            bodySha256));
  }

  /** The requests, the latest first. */
  byte[] json() {
    List<Entry> latest;
    long total;
    synchronized (this) {
      latest = new ArrayList<>(entries);
      total = seen;
    }
    return Json.object(
        json -> {
          json.writeNumberField("seen", total);
          json.writeArrayFieldStart("requests");
          for (Entry entry : latest) {
            json.writeStartObject();
            json.writeNumberField("number", entry.number());
            json.writeStringField("method", entry.method());
            json.writeStringField("uri", entry.uri());
            json.writeStringField("protocol", entry.protocol());
            json.writeObjectFieldStart("headers");
            for (var header : entry.headers().entrySet()) {
              json.writeFieldName(header.getKey());
              json.writeArray(
                  header.getValue().toArray(String[]::new), 0, header.getValue().size());
            }
            json.writeEndObject();
            json.writeNumberField("body_bytes", entry.bodyBytes());
            json.writeStringField("body_sha256", entry.bodySha256());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
