package io.aigw.xds.server;

import java.util.Map;

/**
 * A response that was sent and not answered yet.
 *
 * @param nonce by which its answer is known
 * @param from the publication that it tells of
 * @param sentAt in the timer's nanoseconds
 * @param items by name what the Envoy will have when it accepts; a name is taken out when the Envoy
 *     changes its mind about it in the meantime
 * @param size how many names it had when it was sent
 */
record Flight(String nonce, Publication from, long sentAt, Map<String, Held> items, int size) {

  Flight(String nonce, Publication from, long sentAt, Map<String, Held> items) {
    this(nonce, from, sentAt, items, items.size());
  }
}
