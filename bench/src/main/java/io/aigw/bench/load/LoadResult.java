package io.aigw.bench.load;

import java.time.Duration;
import java.util.Map;

/**
 * What became of a run.
 *
 * @param answered how many requests were answered whole, rightly or not
 * @param events how many server-sent events came
 * @param wrong how many requests went wrong, by how: another status, another upstream, another
 *     number of events, a lost connection, no answer
 * @param elapsed from the start to the last answer
 * @param latency from the moment a request should have been sent to the end of its answer
 * @param firstByte from the same moment to the answer's head
 */
public record LoadResult(
    long answered,
    long events,
    Map<String, Long> wrong,
    Duration elapsed,
    Durations latency,
    Durations firstByte) {

  public long wrongCount() {
    return wrong.values().stream().mapToLong(Long::longValue).sum();
  }

  public double perSecond() {
    return answered * 1e9 / Math.max(1, elapsed.toNanos());
  }
}
