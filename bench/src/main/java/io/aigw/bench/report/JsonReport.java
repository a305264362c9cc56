package io.aigw.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.aigw.bench.stats.Ratio;
import java.util.List;
import java.util.Map;

/** Every value of every round, and what follows from them. */
public final class JsonReport {

  private static final ObjectMapper JSON = new ObjectMapper();

  private JsonReport() {}

  public static String of(Results results, List<Bar> bars, Map<String, String> circumstances) {
    ObjectNode root = JSON.createObjectNode();
    ObjectNode about = root.putObject("circumstances");
    circumstances.forEach(about::put);
    ArrayNode series = root.putArray("series");
    results
        .series()
        .forEach(
            (workload, arms) ->
                arms.forEach(
                    (arm, measured) -> {
                      ObjectNode one = series.addObject();
                      one.put("workload", workload.name());
                      one.put("unit", workload.unit().name());
                      one.put("arm", arm);
                      one.put("cpuMicrosPerUnit", measured.cpu().median());
                      ArrayNode rounds = one.putArray("rounds");
                      measured.measurements().forEach(round -> add(rounds, round));
                    }));
    ArrayNode held = root.putArray("bars");
    bars.stream()
        .flatMap(bar -> bar.outcome(results).stream())
        .forEach(outcome -> add(held, outcome));
    results
        .startSeconds()
        .ifPresent(
            seconds -> {
              ArrayNode values = root.putArray("startSeconds");
              seconds.values().forEach(values::add);
            });
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void add(ArrayNode rounds, Measurement measurement) {
    ObjectNode round = rounds.addObject();
    ObjectNode cpu = round.putObject("cpuMicros");
    measurement.cpu().forEach((process, time) -> cpu.put(process, time.toNanos() / 1000));
    ObjectNode resident = round.putObject("residentBytes");
    measurement.resident().forEach(resident::put);
    round.put("units", measurement.units());
    round.put("answered", measurement.load().answered());
    round.put("requestsPerSecond", measurement.load().perSecond());
    round.put("latencyP50Micros", measurement.load().latency().quantile(0.5) / 1000);
    round.put("latencyP99Micros", measurement.load().latency().quantile(0.99) / 1000);
    round.put("firstByteP50Micros", measurement.load().firstByte().quantile(0.5) / 1000);
    round.put("firstByteP99Micros", measurement.load().firstByte().quantile(0.99) / 1000);
    ObjectNode wrong = round.putObject("wrong");
    measurement.load().wrong().forEach(wrong::put);
  }

  private static void add(ArrayNode held, Bar.Outcome outcome) {
    ObjectNode one = held.addObject();
    one.put("title", outcome.bar().title());
    one.put("workload", outcome.bar().workload().name());
    one.put("arm", outcome.bar().arm());
    one.put("reference", outcome.reference());
    one.put("limit", outcome.bar().limit());
    Ratio ratio = outcome.ratio();
    one.put("ratio", ratio.value());
    one.put("low", ratio.low());
    one.put("high", ratio.high());
    one.put("met", outcome.met());
  }
}
