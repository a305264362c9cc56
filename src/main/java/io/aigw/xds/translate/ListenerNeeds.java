package io.aigw.xds.translate;

import io.aigw.ir.Action;
import io.aigw.ir.Scope;
import java.util.function.Predicate;

/**
 * What the rules of a listener that are found after the body was read need beyond reading the model
 * and looking it up.
 *
 * @param secondLook there are rules that a request without a route of its model's may find
 * @param processor there are rules that have a body changed
 * @param externalPicker there are rules that lead to a pool with somebody else's endpoint picker
 * @param ownPicker there are rules that have the processor choose an endpoint
 * @param overflow there are rules whose pool may send a request to the next priority
 */
record ListenerNeeds(
    boolean secondLook,
    boolean processor,
    boolean externalPicker,
    boolean ownPicker,
    boolean overflow) {

  /** Whether a scope's routes have a body changed. */
  static boolean processor(Scope scope) {
    return forwards(scope, Action.Forward::rewritesModel);
  }

  /** Whether a scope's routes ask somebody else's endpoint picker. */
  static boolean externalPicker(Scope scope) {
    return forwards(scope, Action.Forward::asksExternalPicker);
  }

  /** Whether a scope's routes have the processor choose an endpoint. */
  static boolean ownPicker(Scope scope) {
    return forwards(scope, Action.Forward::asksOwnPicker);
  }

  /** Whether a scope's routes lead a request elsewhere for which there is no room. */
  static boolean overflow(Scope scope) {
    return forwards(scope, Action.Forward::hasOverflow);
  }

  private static boolean forwards(Scope scope, Predicate<Action.Forward> how) {
    return scope.routes().stream()
        .anyMatch(route -> route.action() instanceof Action.Forward forward && how.test(forward));
  }
}
