package io.aigw.route;

import java.util.List;
import java.util.function.Consumer;

/** Tells which endpoints a pool has, now and whenever that changes. */
@FunctionalInterface
public interface PoolMembers {

  /**
   * Begins to tell. Nothing is told while it is not known whether there is such a pool; of one that
   * is not there, or not any more, that it has no endpoints.
   *
   * @param pool the name of its cluster
   * @param told gets addresses, each an IP address and a port as Envoy writes them; called by one
   *     thread at a time, perhaps before this method returns
   * @return ends it
   */
  Runnable watch(String pool, Consumer<List<String>> told);

  /**
   * An address as it is told.
   *
   * @param host an IP address, without brackets
   */
  static String address(String host, int port) {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
