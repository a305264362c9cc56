package io.aigw.xds.translate;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What requests may be.
 *
 * @param maxBytes the largest body; a larger one is answered 413
 * @param longestUpload how long a request may take to arrive; a slower one is answered 408
 * @param strictJsonFrom the content-length from which a JSON body is read by Envoy's stricter and,
 *     for long bodies, much cheaper parser ({@link StrictJson} says what it refuses); empty: never
 */
public record RequestLimits(long maxBytes, Duration longestUpload, OptionalLong strictJsonFrom) {

  /** 50 MiB, 10 minutes, never strict. */
  public static final RequestLimits DEFAULTS =
      new RequestLimits(50L << 20, Duration.ofMinutes(10), OptionalLong.empty());

  public RequestLimits {
    if (maxBytes < 1 || strictJsonFrom.orElse(1) < 1) {
      throw new IllegalArgumentException("a size of at least one byte is needed");
    }
  }
}
