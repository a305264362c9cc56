package io.aigw.simulator;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/**
 * The options of the command line, each with a value. Where vLLM has the same one it has the same
 * name. The environment variable of an option is its name here behind {@code SIMULATOR_}.
 */
enum Option {
  HOST("0.0.0.0", "address to listen on"),
  PORT("8080", "port to listen on; 0: any that is free"),
  ID("", "who it is; else $TESTUPSTREAM_ID, a hyphen and the host's name"),
  MODEL("", "name of its model, repeatable; else it takes every name"),
  LORA("", "name of a LoRA adapter, repeatable"),
  MAX_LORAS("4", "adapters in one batch; 0: LoRA is off"),
  LORA_LOAD_TIME("200ms", "how long loading an adapter holds up the batch"),
  MAX_NUM_SEQS("256", "sequences in one batch"),
  MAX_NUM_BATCHED_TOKENS("8192", "tokens computed in one step"),
  MAX_NUM_QUEUED_REQS("0", "sequences that wait or run before 503 is answered; 0: no limit"),
  MAX_MODEL_LEN("131072", "tokens of a prompt and its answer together"),
  BLOCK_SIZE("16", "tokens in a block of the key-value cache"),
  NUM_GPU_BLOCKS("19208", "blocks of the key-value cache"),
  ENABLE_PREFIX_CACHING("true", "whether blocks are kept for requests that begin alike"),
  STEP_TIME("10ms", "time of a step, and so of each token of an answer"),
  PREFILL_TIME_PER_TOKEN("49us", "time that a token of a prompt adds to its step"),
  PREFILL_OVERHEAD("0", "time that a prompt adds to its first step"),
  LOAD_FACTOR("1", "how much longer a step takes with a full batch than with one sequence"),
  JITTER("0", "relative deviation of a step's time, 0 to 0.3"),
  MEAN_OUTPUT_TOKENS("32", "length of answers that no limit cuts"),
  SEED("0", "of lengths and jitter"),
  FAULT("", "delay=TIME, status=400..599, drop=before-headers|after-headers|mid-stream"),
  FAULT_EVERY("1", "which requests have the fault: every n-th"),
  BODY_DIGEST("true", "whether x-request-body-sha256 is answered; long bodies cost time"),
  DEBUG_REQUESTS("64", "how many requests /debug/requests remembers");

  private final String fallback;
  private final String help;

  Option(String fallback, String help) {
    this.fallback = fallback;
    this.help = help;
  }

  static Optional<Option> of(String flag) {
    return Arrays.stream(values()).filter(option -> option.flag().equals(flag)).findFirst();
  }

  String flag() {
    return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String variable() {
    return "SIMULATOR_" + name();
  }

  /** The value if none is given; empty if there is none then. */
  String fallback() {
    return fallback;
  }

  String help() {
    String otherwise = fallback.isEmpty() ? "" : " (" + fallback + ")";
    return "  %-26s %s%s%n".formatted(flag(), help, otherwise);
  }
}
