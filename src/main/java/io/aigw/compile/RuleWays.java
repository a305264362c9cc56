package io.aigw.compile;

import static java.util.stream.Collectors.joining;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation.RuleWay;
import io.aigw.compile.Compilation.Way;
import io.aigw.compile.RuleAction.Destination;
import io.aigw.ir.Picker;
import io.aigw.resolve.PoolRewrites;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
    List<Picker> pickers = new ArrayList<>();
    for (Destination destination : action.destinations()) {
      switch (destination) {
        case Destination.ToCluster to -> {
          to.modelRewrite()
              .ifPresent(model -> reasons.add("modelNameOverride " + model + " changes the body"));
          to.picker().ifPresent(pickers::add);
        }
        case Destination.ToPool to -> {
          to.picker().ifPresent(pickers::add);
          to.models().stream()
              .flatMap(models -> models.values().stream())
              .filter(
                  model ->
                      model.spec().targetModels().stream()
                          .anyMatch(t -> !t.name().equals(model.spec().modelName())))
              .forEach(
                  model ->
                      reasons.add("targetModels of %s change the body".formatted(model.key())));
          Stream.concat(to.rewrites().exact().values().stream(), to.rewrites().general().stream())
              .map(PoolRewrites.Rule::of)
              .distinct()
              .forEach(rewrite -> reasons.add("targets of %s change the body".formatted(rewrite)));
        }
        case Destination.Unresolved to -> {}
      }
    }
    Way way = reasons.isEmpty() ? way(pickers) : Way.PROCESS;
    reasons.addAll(reasons(pickers));
    if (!action.overflow().isEmpty()
        && pickers.stream().anyMatch(Picker.BuiltIn.class::isInstance)) {
      reasons.add("what it has no room for goes to the next priority");
    }
    // a pool is here once for each of its groups
    return new RuleWay(
        route, name, leadsTo, way, reasons.stream().distinct().collect(joining("; ")));
  }

  /** The way that pickers need. */
  static Way way(List<Picker> pickers) {
    Way way = Way.NATIVE;
    for (Picker picker : pickers) {
      switch (picker) {
        case Picker.External _ -> {
          return Way.PROCESS;
        }
        case Picker.BuiltIn _ -> way = Way.ASK;
        case Picker.Session _ -> {}
      }
    }
    return way;
  }

  /** Why they need it. */
  static List<String> reasons(List<Picker> pickers) {
    return pickers.stream()
        .flatMap(
            picker ->
                switch (picker) {
                  case Picker.External external ->
                      Stream.of(external.cluster() + " is asked for the endpoint");
                  case Picker.BuiltIn own ->
                      Stream.of("policy %s of %s".formatted(own.policy(), own.pool()));
                  case Picker.Session _ -> Stream.empty();
                })
        .distinct()
        .toList();
  }
}
