package io.aigw.compile;

import io.aigw.api.ObjectKey;
import io.aigw.ir.GatewayPlan;
import io.aigw.status.Verdict;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The output of one round.
 *
 * @param gateways the plan of every Gateway that is ours and accepted, by its key
 * @param verdicts of every object that we judge
 * @param rules the way of every rule, ordered by route and index
 */
public record Compilation(
    SortedMap<ObjectKey, GatewayPlan> gateways,
    SortedMap<ObjectKey, Verdict> verdicts,
    List<RuleWay> rules) {

  public Compilation {
    gateways = Collections.unmodifiableSortedMap(new TreeMap<>(gateways));
    verdicts = Collections.unmodifiableSortedMap(new TreeMap<>(verdicts));
    rules = List.copyOf(rules);
  }

  /** The three ways through Envoy, cheapest first. */
  public enum Way {
    /** Envoy alone. */
    NATIVE,
    /** One question is asked for each request. */
    ASK,
    /** The request's body passes through a processor. */
    PROCESS
  }

  /**
   * The way of one rule and why.
   *
   * @param rule the rule's name, or its index in the route
   * @param leadsTo the backends, for a reader
   * @param reason what in the resources made this way necessary; empty for the cheapest
   */
  public record RuleWay(ObjectKey route, String rule, String leadsTo, Way way, String reason) {}
}
