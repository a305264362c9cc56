package io.aigw.bench.change.traffic;

/**
 * What became of one request. Moments are those of {@link System#nanoTime()}.
 *
 * @param sent when its first byte was written
 * @param ended when the answer was there, or failed
 * @param status 0 if there was no answer
 * @param upstream who answered, by the header {@code x-upstream}; empty: the gateway itself
 * @param events how many server-sent events came
 * @param failure why there is no whole answer; empty: there is one
 */
public record Answer(
    long sent, long ended, int status, String upstream, int events, String failure) {

  /** There is none, for a reason that is known at once. */
  static Answer without(String failure) {
    long now = System.nanoTime();
    return new Answer(now, now, 0, "", 0, failure);
  }

  public boolean isOk() {
    return status == 200 && failure.isEmpty();
  }

  /** In a few words, for a count of what went wrong. */
  public String outcome() {
    return failure.isEmpty() ? "status " + status : failure;
  }
}
