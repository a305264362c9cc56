package io.aigw.simulator.engine;

/** What an engine keeps histograms of, with the bounds that vLLM uses. Times are in seconds. */
public enum Distribution {
  PROMPT_TOKENS(Bounds.TOKENS),
  GENERATION_TOKENS(Bounds.TOKENS),
  STEP_TOKENS(Bounds.STEP_TOKENS),
  TIME_TO_FIRST_TOKEN(Bounds.FIRST_TOKEN_SECONDS),
  INTER_TOKEN_LATENCY(Bounds.TOKEN_SECONDS),
  TIME_PER_OUTPUT_TOKEN(Bounds.TOKEN_SECONDS),
  END_TO_END_LATENCY(Bounds.REQUEST_SECONDS),
  QUEUE_TIME(Bounds.REQUEST_SECONDS),
  INFERENCE_TIME(Bounds.REQUEST_SECONDS),
  PREFILL_TIME(Bounds.REQUEST_SECONDS),
  DECODE_TIME(Bounds.REQUEST_SECONDS),
  COMPUTED_PROMPT_TOKENS(Bounds.TOKENS);

  @SuppressWarnings("ImmutableEnumChecker") // nobody else sees the array
  private final double[] bounds;

  Distribution(double[] bounds) {
    this.bounds = bounds;
  }

  Histogram empty() {
    return new Histogram(bounds);
  }

  private static final class Bounds {
    static final double[] TOKENS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000};
    static final double[] STEP_TOKENS = {
      1, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 8192, 16384
    };
    static final double[] FIRST_TOKEN_SECONDS = {
      0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40,
      80, 160, 640, 2560
    };
    static final double[] TOKEN_SECONDS = {
      0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1, 2.5, 5, 7.5, 10, 20, 40, 80
    };
    static final double[] REQUEST_SECONDS = {
      0.3, 0.5, 0.8, 1, 1.5, 2, 2.5, 5, 10, 15, 20, 30, 40, 50, 60, 120, 240, 480, 960, 1920, 7680
    };
  }
}
