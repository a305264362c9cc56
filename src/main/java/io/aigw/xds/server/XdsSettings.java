package io.aigw.xds.server;

import java.time.Duration;

/**
 * How patient the server is, and how much it says at once.
 *
 * @param removalGrace how long a cluster, its endpoints and its secrets stay after an Envoy has
 *     acknowledged the routes that no longer use them: a request keeps the route it started with,
 *     so this should be the longest upload that is allowed
 * @param warmingPatience how long changes of listeners and routes wait for the acknowledgement of
 *     clusters; Envoy gives it when all its clusters are warm, so without a limit one that does not
 *     get warm would hold up everyone. Afterwards only what names such a cluster waits
 * @param responseBytes the size that a response may reach before the rest goes into the next one; a
 *     single larger resource is sent nevertheless, and so is the first answer to an Envoy that has
 *     nothing, which would serve a part as if it were the whole
 */
public record XdsSettings(Duration removalGrace, Duration warmingPatience, int responseBytes) {

  /** For an upload that begins as the last one before a removal, with a moment to spare. */
  public static XdsSettings outlasting(Duration longestUpload) {
    return new XdsSettings(longestUpload.plusSeconds(5), Duration.ofMillis(500), 2 << 20);
  }

  public XdsSettings {
    if (removalGrace.isNegative() || warmingPatience.isNegative() || responseBytes <= 0) {
      throw new IllegalArgumentException("limits must not be negative");
    }
  }
}
