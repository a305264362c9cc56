package io.aigw.operator.kubernetes.replica;

import io.aigw.xds.server.Rejection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a replica knows that no other can: how its Envoys answered.
 *
 * @param gateways by {@code namespace/name}, those of which an Envoy is connected to the replica
 * @param refused what its Envoys refuse
 */
public record Report(SortedMap<String, Envoys> gateways, List<Rejection> refused) {

  /** Of a replica that nobody is connected to. */
  public static final Report EMPTY = new Report(new TreeMap<>(), List.of());

  public Report {
    refused = List.copyOf(refused);
  }

  /**
   * The Envoys of one Gateway at one replica.
   *
   * @param connected how many
   * @param generation the newest of the Gateway that all of them have answered; 0: none
   */
  public record Envoys(int connected, long generation) {}
}
