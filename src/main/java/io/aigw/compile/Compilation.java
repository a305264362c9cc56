package io.aigw.compile;

import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.ir.GatewayPlan;
import io.aigw.status.Verdict;
import java.util.List;

/**
 * The output of one round. Its maps share with those of the round before what stayed the same.
 *
 * @param gateways the plan of every Gateway that is ours and accepted, by its key
 * @param verdicts of every object that we judge
 * @param ways the ways of each route's rules, in their order
 */
public record Compilation(
    OrderedMap<ObjectKey, GatewayPlan> gateways,
    OrderedMap<ObjectKey, Verdict> verdicts,
    OrderedMap<ObjectKey, List<RuleWay>> ways) {

  /** What there is before the first round: nothing. */
  public static final Compilation NONE =
      new Compilation(OrderedMap.empty(), OrderedMap.empty(), OrderedMap.empty());

  /** The way of every rule, ordered by route and index; a copy, made for each call. */
  public List<RuleWay> rules() {
    return ways.values().stream().flatMap(List::stream).toList();
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
