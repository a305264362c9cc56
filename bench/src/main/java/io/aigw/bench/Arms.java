package io.aigw.bench;

import io.aigw.bench.arm.Arm;
import io.aigw.bench.arm.Direct;
import io.aigw.bench.arm.EnvoyArm;
import io.aigw.bench.arm.EnvoyShape;
import io.aigw.bench.arm.GatewayArm;
import io.aigw.bench.arm.GatewayArm.Setup;
import io.aigw.bench.load.Workload;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** All arms there are. */
final class Arms {

  static final String ENVOY = "envoy";
  static final String IDLE_PROCESSOR = "idle-processor";
  static final String IDLE_AUTHORIZATION = "idle-authorization";
  static final String IDLE_QUESTION = "idle-question";
  static final String JSON_TO_METADATA = "json-to-metadata";
  static final String AI_PROTOCOL_MANAGER = "ai-protocol-manager";

  static final String GATEWAY_NATIVE = "gateway-native";
  static final String GATEWAY_NATIVE_STRICT = "gateway-native-strict";
  static final String GATEWAY_PROCESS_STRICT = "gateway-process-strict";
  static final String GATEWAY_RULES = "gateway-3000-rules";
  static final String GATEWAY_PROCESS = "gateway-process";
  static final String GATEWAY_ASK = "gateway-ask";

  private static final Set<Workload> ALL = EnumSet.allOf(Workload.class);
  private static final Set<Workload> REQUESTS =
      EnumSet.of(Workload.CHAT, Workload.SATURATED, Workload.LONG);
  private static final Set<Workload> QUESTIONS = EnumSet.complementOf(EnumSet.of(Workload.STREAM));

  private static final Set<Workload> LONG = EnumSet.of(Workload.LONG);
  private static final List<String> STRICT_JSON = List.of("--strict-json-from", "65536");

  private Arms() {}

  /**
   * All of them, in the order of the report.
   *
   * @param upstream the process of the upstreams
   * @param gateway the gateway's launcher
   */
  static List<Arm> all(ProcessHandle upstream, int rightPort, int wrongPort, Path gateway) {
    return List.of(
        new Direct(upstream, rightPort),
        new EnvoyArm(
            ENVOY,
            "Envoy alone: one route, one static cluster",
            ALL,
            EnvoyShape.ALONE,
            rightPort,
            wrongPort),
        new EnvoyArm(
            IDLE_PROCESSOR,
            "Envoy and a Java external processor that does nothing: request headers, buffered body",
            ALL,
            EnvoyShape.EXTERNAL_PROCESSING,
            rightPort,
            wrongPort),
        new EnvoyArm(
            JSON_TO_METADATA,
            "Envoy alone reads the model with json_to_metadata and matches it in two routes",
            REQUESTS,
            EnvoyShape.JSON_TO_METADATA,
            rightPort,
            wrongPort),
        new EnvoyArm(
            AI_PROTOCOL_MANAGER,
            "Envoy alone reads the model with ai_protocol_manager and matches it in two routes",
            REQUESTS,
            EnvoyShape.AI_PROTOCOL_MANAGER,
            rightPort,
            wrongPort),
        new EnvoyArm(
            IDLE_AUTHORIZATION,
            "Envoy and a Java external authorization that allows everything, with the whole body",
            REQUESTS,
            EnvoyShape.EXTERNAL_AUTHORIZATION,
            rightPort,
            wrongPort),
        new EnvoyArm(
            IDLE_QUESTION,
            "Envoy reads the model, and a Java external processor gets the headers and does nothing",
            QUESTIONS,
            EnvoyShape.QUESTION,
            rightPort,
            wrongPort),
        new GatewayArm(
            GATEWAY_NATIVE,
            "the gateway, native way: one rule that names a model",
            ALL,
            Setup.ONE_RULE,
            List.of(),
            gateway,
            rightPort,
            wrongPort),
        new GatewayArm(
            GATEWAY_NATIVE_STRICT,
            "the same with " + String.join(" ", STRICT_JSON),
            LONG,
            Setup.ONE_RULE,
            STRICT_JSON,
            gateway,
            rightPort,
            wrongPort),
        new GatewayArm(
            GATEWAY_RULES,
            "the gateway, native way: 3,000 rules that each name a model",
            EnumSet.of(Workload.CHAT, Workload.SATURATED),
            Setup.MANY_RULES,
            List.of(),
            gateway,
            rightPort,
            wrongPort),
        new GatewayArm(
            GATEWAY_PROCESS,
            "the gateway, process way: a pool whose model has another name at its servers",
            ALL,
            Setup.REWRITING,
            List.of(),
            gateway,
            rightPort,
            wrongPort),
        new GatewayArm(
            GATEWAY_ASK,
            "the gateway, ask way: a pool of 10 endpoints, chosen by what they say (decision-tree)",
            QUESTIONS,
            Setup.PICKING,
            List.of(),
            gateway,
            rightPort,
            wrongPort),
        new GatewayArm(
            GATEWAY_PROCESS_STRICT,
            "the same with " + String.join(" ", STRICT_JSON),
            LONG,
            Setup.REWRITING,
            STRICT_JSON,
            gateway,
            rightPort,
            wrongPort));
  }
}
