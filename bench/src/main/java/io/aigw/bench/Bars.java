package io.aigw.bench;

import io.aigw.bench.load.Workload;
import io.aigw.bench.report.Bar;
import java.util.List;

/** The figures that the gateway is held to. */
final class Bars {

  /** Shapes in which Envoy, or a processor, has the whole body before it. */
  private static final List<String> BODY_READERS =
      List.of(
          Arms.JSON_TO_METADATA,
          Arms.AI_PROTOCOL_MANAGER,
          Arms.IDLE_AUTHORIZATION,
          Arms.IDLE_PROCESSOR);

  private static final List<String> ENVOY = List.of(Arms.ENVOY);
  private static final List<String> IDLE_PROCESSOR = List.of(Arms.IDLE_PROCESSOR);
  private static final List<String> IDLE_QUESTION = List.of(Arms.IDLE_QUESTION);
  private static final List<String> ONE_RULE = List.of(Arms.GATEWAY_NATIVE);

  /** What is taken for the same: differences between equal arms are often this large. */
  private static final double SAME = 1.05;

  private Bars() {}

  static List<Bar> all() {
    return List.of(
        new Bar("1 KB chat, native", Workload.CHAT, Arms.GATEWAY_NATIVE, ENVOY, 1.35),
        new Bar(
            "1 KB chat, native, saturated", Workload.SATURATED, Arms.GATEWAY_NATIVE, ENVOY, 1.5),
        new Bar("1 KB chat, process", Workload.CHAT, Arms.GATEWAY_PROCESS, IDLE_PROCESSOR, 1.15),
        new Bar(
            "1 KB chat, process, saturated",
            Workload.SATURATED,
            Arms.GATEWAY_PROCESS,
            IDLE_PROCESSOR,
            1.15),
        new Bar("1 KB chat, ask", Workload.CHAT, Arms.GATEWAY_ASK, IDLE_QUESTION, 1.15),
        new Bar(
            "1 KB chat, ask, saturated", Workload.SATURATED, Arms.GATEWAY_ASK, IDLE_QUESTION, 1.15),
        new Bar("220 KB prompt, ask", Workload.LONG, Arms.GATEWAY_ASK, IDLE_QUESTION, 1.3),
        new Bar(
            "220 KB prompt, ask, 20 connections",
            Workload.LONG_20,
            Arms.GATEWAY_ASK,
            IDLE_QUESTION,
            1.3),
        new Bar(
            "220 KB prompt, ask, 150 connections",
            Workload.LONG_150,
            Arms.GATEWAY_ASK,
            IDLE_QUESTION,
            1.3),
        new Bar("streamed event, native", Workload.STREAM, Arms.GATEWAY_NATIVE, ENVOY, 1.1),
        new Bar("streamed event, process", Workload.STREAM, Arms.GATEWAY_PROCESS, ENVOY, 1.35),
        new Bar(
            "220 KB prompt, native, strict JSON",
            Workload.LONG,
            Arms.GATEWAY_NATIVE_STRICT,
            BODY_READERS,
            1.15),
        new Bar(
            "220 KB prompt, process, strict JSON",
            Workload.LONG,
            Arms.GATEWAY_PROCESS_STRICT,
            BODY_READERS,
            1.15),
        new Bar("3,000 rules or 1", Workload.CHAT, Arms.GATEWAY_RULES, ONE_RULE, SAME),
        new Bar(
            "3,000 rules or 1, saturated", Workload.SATURATED, Arms.GATEWAY_RULES, ONE_RULE, SAME));
  }
}
