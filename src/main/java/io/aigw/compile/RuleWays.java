package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation.RuleWay;
import io.aigw.compile.Compilation.Way;
import io.aigw.compile.RuleAction.Destination;
import java.util.ArrayList;
import java.util.List;

/** Says by which of the ways a rule's requests go, and why. */
final class RuleWays {

  private RuleWays() {}

  static RuleWay of(ObjectKey route, String name, AiGatewayRoute.Rule rule, RuleAction action) {
    String leadsTo =
        rule.backendRefs().stream()
            .map(
                ref ->
                    "%s %s%s%s"
                        .formatted(
                            ref.kind(),
                            ref.name(),
                            rule.backendRefs().size() > 1 ? " ×" + ref.weight() : "",
                            ref.priority() > 0 ? " at priority " + ref.priority() : ""))
            .reduce((a, b) -> a + ", " + b)
            .orElse("nothing");
    List<String> reasons = new ArrayList<>();
    for (Destination destination : action.destinations()) {
      switch (destination) {
        case Destination.ToCluster to -> {
          to.modelRewrite()
              .ifPresent(model -> reasons.add("modelNameOverride " + model + " changes the body"));
          to.picker()
              .ifPresent(picker -> reasons.add(picker.cluster() + " is asked for the endpoint"));
        }
        case Destination.ToPool to ->
            to.models().values().stream()
                .filter(
                    model ->
                        model.spec().targetModels().stream()
                            .anyMatch(t -> !t.name().equals(model.spec().modelName())))
                .forEach(
                    model ->
                        reasons.add("targetModels of %s change the body".formatted(model.key())));
        case Destination.Unresolved to -> {}
      }
    }
    return new RuleWay(
        route,
        name,
        leadsTo,
        reasons.isEmpty() ? Way.NATIVE : Way.PROCESS,
        String.join("; ", reasons));
  }
}
