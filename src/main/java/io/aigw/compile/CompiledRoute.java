package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.ObjectKey;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.ModelMatch;
import io.aigw.resolve.Problem;
import java.util.List;
import java.util.Optional;

/**
 * An AIGatewayRoute by itself, before it is attached to listeners.
 *
 * @param entries one per rule and match, in the route's order
 * @param refused why the route as a whole is not accepted
 * @param invalidRules problems with rules, which are left out
 * @param references problems with references; their shares get an error of the server
 * @param ignoredFields fields that have no effect yet
 * @param destinations the backends and pools that its rules lead to
 * @param pools the pools that rules refer to
 */
record CompiledRoute(
    AiGatewayRoute route,
    List<Entry> entries,
    List<Problem> refused,
    List<Problem> invalidRules,
    List<Problem> references,
    List<String> ignoredFields,
    List<ObjectKey> destinations,
    List<ObjectKey> pools,
    List<Compilation.RuleWay> ways) {

  /**
   * One match of one rule.
   *
   * @param name {@code namespace/route/rule}
   * @param headerCount the number of header matches as written, which decides precedence
   * @param ownedBy for the list of models
   * @param created seconds since the epoch, for the list of models
   */
  record Entry(
      String name,
      int headerCount,
      Optional<ModelMatch> model,
      List<HeaderMatch> headers,
      RuleAction action,
      String ownedBy,
      long created) {}
}
