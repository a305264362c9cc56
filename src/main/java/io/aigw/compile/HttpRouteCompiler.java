package io.aigw.compile;

import io.aigw.api.HttpRoute;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation.RuleWay;
import io.aigw.compile.Compilation.Way;
import io.aigw.compile.CompiledRoute.Entry;
import io.aigw.compile.CompiledRoute.HeadEntry;
import io.aigw.compile.HttpMatchCompiler.Match;
import io.aigw.compile.RuleAction.Share;
import io.aigw.ir.Action;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.ModelNames;
import io.aigw.ir.Picker;
import io.aigw.ir.Route;
import io.aigw.ir.Target;
import io.aigw.resolve.BackendTarget;
import io.aigw.resolve.PoolRewrites;
import io.aigw.resolve.PoolTarget;
import io.aigw.resolve.Upstream;
import io.aigw.resource.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The compilation of one HTTPRoute, without regard to where it attaches. */
final class HttpRouteCompiler {

  private final HttpRoute route;
  private final RouteFindings findings = new RouteFindings();
  private final HttpMatchCompiler matches = new HttpMatchCompiler(findings);
  private final HttpFilterCompiler filters = new HttpFilterCompiler(findings);
  private final Referrals referrals;
  private final List<Entry> entries = new ArrayList<>();
  private final List<RuleWay> ways = new ArrayList<>();

  HttpRouteCompiler(
      HttpRoute route, Lookup objects, Referrals.Targets targets, CompilerOptions options) {
    this.route = route;
    this.referrals = new Referrals(route, objects, targets, options.inferenceExtension(), findings);
  }

  CompiledRoute result() {
    HttpRoute.Spec spec = route.spec();
    findings.checkHostnames(spec.hostnames());
    if (spec.useDefaultGateways() != null) {
      findings.ignoredFields.add("spec.useDefaultGateways");
    }
    for (int i = 0; i < spec.rules().size(); i++) {
      compileRule(spec.rules().get(i), i);
    }
    return CompiledRoute.of(
        route, spec.parentRefs(), spec.hostnames(), entries, findings, referrals, ways);
  }

  private void compileRule(HttpRoute.Rule rule, int index) {
    String field = "spec.rules[%d]".formatted(index);
    int problems = findings.invalidRules.size();
    if (rule.retry() != null) {
      findings.ignoredFields.add(field + ".retry");
    }
    if (rule.sessionPersistence() != null) {
      findings.ignoredFields.add(field + ".sessionPersistence");
    }
    RuleTimeouts timeouts = RuleTimeouts.of(rule.timeouts(), null, field, findings);
    List<Match> alternatives = matches.matches(rule, field);
    HeaderEdits edits = filters.edits(rule.filters(), field);
    Action action =
        filters
            .redirect(rule, field)
            .<Action>map(redirect -> redirect)
            .orElseGet(
                () ->
                    new Action.Forward(
                        RuleAction.targets(shares(rule, edits, field)),
                        timeouts.exchange(),
                        timeouts.idle()));
    if (findings.invalidRules.size() > problems) {
      return;
    }
    String name = rule.name().isEmpty() ? String.valueOf(index) : rule.name();
    String routeName = Route.HTTP + route.key().qualifiedName() + "/" + name;
    for (Match match : alternatives) {
      entries.add(new HeadEntry(routeName, match.specificity(), match.conditions(), action));
    }
    ways.add(way(name, rule, action));
  }

  private List<Share> shares(HttpRoute.Rule rule, HeaderEdits edits, String field) {
    List<Share> shares = new ArrayList<>();
    for (int i = 0; i < rule.backendRefs().size(); i++) {
      HttpRoute.BackendRef ref = rule.backendRefs().get(i);
      String refField = "%s.backendRefs[%d]".formatted(field, i);
      HeaderEdits both = HttpFilterCompiler.merge(edits, filters.edits(ref.filters(), refField));
      List<Share> of = shares(ref, both, refField);
      if (ref.weight() > 0) {
        shares.addAll(of);
      }
    }
    return shares;
  }

  private List<Share> shares(HttpRoute.BackendRef ref, HeaderEdits edits, String field) {
    String namespace = referrals.namespace(ref.namespace());
    Optional<Kind> kind = Kind.named(ref.group(), ref.kind());
    if (kind.filter(known -> known == Kind.SERVICE).isPresent()) {
      BackendTarget service =
          referrals.service(
              new Upstream(new ObjectKey(Kind.SERVICE, namespace, ref.name()), ref.port()), field);
      return List.of(
          service == null
              ? Share.unresolved(ref.weight())
              : to(ref.weight(), service.cluster(), Optional.empty(), Optional.empty(), edits));
    }
    if (kind.filter(Kind::isPool).isPresent()) {
      PoolTarget pool = referrals.pool(new ObjectKey(kind.get(), namespace, ref.name()), field);
      return pool == null
          ? List.of(Share.unresolved(ref.weight()))
          : pool.shares().stream()
              .map(
                  share ->
                      to(
                          ref.weight() * share.part(),
                          share.cluster(),
                          share.picker(),
                          modelNames(pool),
                          edits))
              .toList();
    }
    referrals.unknownKind(ref.group(), ref.kind(), "Service", field);
    return List.of(Share.unresolved(ref.weight()));
  }

  private static Share to(
      double amount,
      String cluster,
      Optional<Picker> picker,
      Optional<ModelNames> modelNames,
      HeaderEdits edits) {
    return new Share(amount, Optional.of(cluster), picker, Optional.empty(), modelNames, edits);
  }

  /**
   * What the pool's InferenceModelRewrites say; the models that its InferenceModels name are none
   * of theirs, and go by the names that requests have for them.
   */
  private static Optional<ModelNames> modelNames(PoolTarget pool) {
    if (pool.rewrites().isEmpty()) {
      return Optional.empty();
    }
    SortedMap<String, List<ModelNames.Name>> names = new TreeMap<>();
    pool.rewrites().exact().forEach((model, rule) -> names.put(model, rule.names()));
    pool.models().ifPresent(models -> models.keySet().forEach(it -> names.put(it, List.of())));
    return Optional.of(
        new ModelNames(
            names, pool.rewrites().general().map(PoolRewrites.Rule::names).orElse(List.of())));
  }

  private RuleWay way(String name, HttpRoute.Rule rule, Action action) {
    String leadsTo =
        switch (action) {
          case Action.Redirect _ -> "a redirect";
          case Action.ModelNotFound _ -> "nothing";
          case Action.Forward _ ->
              rule.backendRefs().isEmpty()
                  ? "nothing"
                  : rule.backendRefs().stream()
                      .map(ref -> ref.kind() + " " + ref.name() + weight(rule, ref))
                      .collect(Collectors.joining(", "));
        };
    List<Target> targets = action instanceof Action.Forward forward ? forward.targets() : List.of();
    List<Picker> pickers = targets.stream().flatMap(target -> target.picker().stream()).toList();
    List<String> reasons = new ArrayList<>();
    targets.stream()
        .filter(target -> target.modelNames().isPresent())
        .forEach(
            target ->
                reasons.add(
                    "InferenceModelRewrites of %s change the body"
                        .formatted(target.cluster().orElseThrow())));
    Way way = reasons.isEmpty() ? RuleWays.way(pickers) : Way.PROCESS;
    reasons.addAll(RuleWays.reasons(pickers));
    return new RuleWay(route.key(), name, leadsTo, way, String.join("; ", reasons));
  }

  private static String weight(HttpRoute.Rule rule, HttpRoute.BackendRef ref) {
    return rule.backendRefs().size() > 1 ? " ×" + ref.weight() : "";
  }
}
