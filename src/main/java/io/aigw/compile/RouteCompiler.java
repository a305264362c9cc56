package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.ParentRef;
import io.aigw.compile.Compilation.RuleWay;
import io.aigw.compile.CompiledRoute.Entry;
import io.aigw.compile.CompiledRoute.ModelEntry;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.ModelMatch;
import io.aigw.resource.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The compilation of one AIGatewayRoute, without regard to where it attaches. */
final class RouteCompiler {

  /**
   * The header by which rules name a model. It stands for the body's model; a client's header of
   * that name counts for nothing.
   */
  static final String MODEL_HEADER = "x-ai-eg-model";

  private final AiGatewayRoute route;
  private final RouteFindings findings = new RouteFindings();
  private final MatchCompiler matches = new MatchCompiler(findings);
  private final Referrals referrals;
  private final DestinationCompiler destinations;
  private final List<Entry> entries = new ArrayList<>();
  private final List<RuleWay> ways = new ArrayList<>();

  RouteCompiler(
      AiGatewayRoute route, Lookup objects, Referrals.Targets targets, CompilerOptions options) {
    this.route = route;
    this.referrals = new Referrals(route, objects, targets, options.inferenceExtension(), findings);
    this.destinations = new DestinationCompiler(referrals, findings);
  }

  CompiledRoute result() {
    AiGatewayRoute.Spec spec = route.spec();
    if (spec.schema() != null && !spec.schema().name().equals("OpenAI")) {
      findings.refuse(
          "spec.schema.name is %s; a route takes requests in the OpenAI schema"
              .formatted(spec.schema().name()));
    }
    findings.checkHostnames(spec.hostnames());
    if (spec.filterConfig() != null) {
      findings.ignoredFields.add("spec.filterConfig");
    }
    if (!spec.llmRequestCosts().isEmpty()) {
      findings.ignoredFields.add("spec.llmRequestCosts");
    }
    for (int i = 0; i < spec.rules().size(); i++) {
      compileRule(spec.rules().get(i), i);
    }
    List<ParentRef> parents = new ArrayList<>(spec.parentRefs());
    parents.addAll(spec.targetRefs());
    return CompiledRoute.of(route, parents, spec.hostnames(), entries, findings, referrals, ways);
  }

  private void compileRule(AiGatewayRoute.Rule rule, int index) {
    String field = "spec.rules[%d]".formatted(index);
    int problems = findings.invalidRules.size();
    RuleTimeouts timeouts =
        RuleTimeouts.of(rule.timeouts(), rule.streamIdleTimeout(), field, findings);
    List<List<HeaderMatch>> alternatives = matches.matches(rule, field);
    RuleAction action = destinations.action(rule, timeouts, field);
    if (findings.invalidRules.size() > problems) {
      return;
    }
    String name = rule.name().isEmpty() ? String.valueOf(index) : rule.name();
    for (List<HeaderMatch> headers : alternatives) {
      entries.add(entry(rule, name, headers, action));
    }
    ways.add(RuleWays.of(route.key(), name, rule, action));
  }

  private Entry entry(
      AiGatewayRoute.Rule rule, String name, List<HeaderMatch> headers, RuleAction action) {
    Optional<ModelMatch> model =
        headers.stream()
            .filter(header -> header.name().equals(MODEL_HEADER))
            .findFirst()
            .map(RouteCompiler::modelMatch);
    return new ModelEntry(
        route.key().qualifiedName() + "/" + name,
        Specificity.ofHeaders(headers.size()),
        model,
        headers.stream().filter(header -> !header.name().equals(MODEL_HEADER)).toList(),
        action,
        rule.modelsOwnedBy(),
        Optional.ofNullable(rule.modelsCreatedAt())
            .orElse(route.metadata().created())
            .getEpochSecond());
  }

  private static ModelMatch modelMatch(HeaderMatch header) {
    return switch (header) {
      case HeaderMatch.Exact exact -> new ModelMatch.Exact(exact.value());
      case HeaderMatch.Regex regex -> new ModelMatch.Regex(regex.pattern());
    };
  }
}
