package io.aigw.compile;

import io.aigw.api.ApiObject;
import io.aigw.api.ObjectKey;
import io.aigw.api.ParentRef;
import io.aigw.ir.Action;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.RouteMatch;
import io.aigw.resolve.Problem;
import io.aigw.resolve.Upstream;
import java.util.List;
import java.util.Optional;

/**
 * A route of either kind by itself, before it is attached to listeners.
 *
 * @param entries one per rule and match, in the route's order
 * @param refused why the route as a whole is not accepted
 * @param invalidRules problems with rules, which are left out
 * @param references problems with references; their shares get an error of the server
 * @param ignoredFields fields that have no effect yet
 * @param upstreams what its rules lead to
 * @param pools the pools that rules refer to
 */
record CompiledRoute(
    ApiObject route,
    List<ParentRef> parents,
    List<String> hostnames,
    List<Entry> entries,
    List<Problem> refused,
    List<Problem> invalidRules,
    List<Problem> references,
    List<String> ignoredFields,
    List<Upstream> upstreams,
    List<ObjectKey> pools,
    List<Compilation.RuleWay> ways) {

  /** What a compiler of routes has found out, as it stands now. */
  static CompiledRoute of(
      ApiObject route,
      List<ParentRef> parents,
      List<String> hostnames,
      List<? extends Entry> entries,
      RouteFindings findings,
      Referrals referrals,
      List<Compilation.RuleWay> ways) {
    return new CompiledRoute(
        route,
        parents,
        hostnames,
        List.copyOf(entries),
        List.copyOf(findings.refused),
        List.copyOf(findings.invalidRules),
        List.copyOf(findings.references),
        List.copyOf(findings.ignoredFields),
        List.copyOf(referrals.upstreams),
        List.copyOf(referrals.pools),
        List.copyOf(ways));
  }

  /** One match of one rule. */
  sealed interface Entry {

    /** As in {@link io.aigw.ir.Route#name}. */
    String name();

    Specificity specificity();
  }

  /**
   * One that asks for a model, or leads where only some models are known: the body must be read.
   *
   * @param ownedBy for the list of models
   * @param created seconds since the epoch, for the list of models
   */
  record ModelEntry(
      String name,
      Specificity specificity,
      Optional<ModelMatch> model,
      List<HeaderMatch> headers,
      RuleAction action,
      String ownedBy,
      long created)
      implements Entry {}

  /**
   * One of an HTTPRoute, which has nothing to do with bodies.
   *
   * @param match for any host
   */
  record HeadEntry(String name, Specificity specificity, RouteMatch match, Action action)
      implements Entry {}
}
