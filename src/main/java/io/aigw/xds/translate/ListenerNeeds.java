package io.aigw.xds.translate;

import io.aigw.ir.Action;
import io.aigw.ir.Scope;

/**
 * What the rules of a listener need beyond reading the model and looking it up.
 *
 * @param secondLook there are rules that a request without a route of its model's may find
 * @param processor there are rules that have a body changed
 */
record ListenerNeeds(boolean secondLook, boolean processor) {

  /** Whether a scope's routes have a body changed. */
  static boolean processor(Scope scope) {
    return scope.routes().stream()
        .anyMatch(
            route -> route.action() instanceof Action.Forward forward && forward.rewritesModel());
  }
}
