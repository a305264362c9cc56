package io.aigw.compile;

import static io.aigw.resolve.Problem.Reason.BACKEND_NOT_FOUND;
import static io.aigw.resolve.Problem.Reason.INVALID_KIND;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.InferencePool;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Timeouts;
import io.aigw.compile.Compilation.RuleWay;
import io.aigw.compile.Compilation.Way;
import io.aigw.compile.CompiledRoute.Entry;
import io.aigw.compile.RuleAction.Destination;
import io.aigw.ir.Cluster;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.ModelMatch;
import io.aigw.resolve.BackendResolver;
import io.aigw.resolve.HeaderNames;
import io.aigw.resolve.PoolResolver;
import io.aigw.resolve.Problem;
import io.aigw.resolve.ResolvedBackend;
import io.aigw.resolve.ResolvedPool;
import io.aigw.resource.ResourceSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compiles AIGatewayRoutes one by one, without regard to where they attach. Serves one round; not
 * threadsafe.
 */
final class RouteCompiler {

  /**
   * The header by which rules name a model. It stands for the body's model; a client's header of
   * that name counts for nothing.
   */
  static final String MODEL_HEADER = "x-ai-eg-model";

  /** No limit on the whole response, because streams are long. */
  private static final Duration DEFAULT_TIMEOUT = Duration.ZERO;

  private static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofMinutes(5);

  private final ResourceSet resources;
  private final CompilerOptions options;
  private final BackendResolver backends;
  private final PoolResolver pools;

  RouteCompiler(
      ResourceSet resources,
      CompilerOptions options,
      BackendResolver backends,
      PoolResolver pools) {
    this.resources = resources;
    this.options = options;
    this.backends = backends;
    this.pools = pools;
  }

  CompiledRoute compile(AiGatewayRoute route) {
    return new Compiling(route).result();
  }

  /** The compilation of one route. */
  private final class Compiling {

    private final AiGatewayRoute route;
    private final List<Entry> entries = new ArrayList<>();
    private final List<Problem> refused = new ArrayList<>();
    private final List<Problem> invalidRules = new ArrayList<>();
    private final List<Problem> references = new ArrayList<>();
    private final List<String> ignoredFields = new ArrayList<>();
    private final Map<String, Cluster> clusters = new LinkedHashMap<>();
    private final Map<ObjectKey, ResolvedPool> referredPools = new LinkedHashMap<>();
    private final List<RuleWay> ways = new ArrayList<>();

    Compiling(AiGatewayRoute route) {
      this.route = route;
    }

    CompiledRoute result() {
      AiGatewayRoute.Spec spec = route.spec();
      if (spec.schema() != null && !spec.schema().name().equals("OpenAI")) {
        refused.add(
            new Problem(
                UNSUPPORTED_VALUE,
                "spec.schema.name is %s; a route takes requests in the OpenAI schema"
                    .formatted(spec.schema().name())));
      }
      for (String hostname : spec.hostnames()) {
        if (!Hosts.isValid(hostname)) {
          refused.add(
              new Problem(
                  UNSUPPORTED_VALUE, "spec.hostnames: %s is no hostname".formatted(hostname)));
        }
      }
      if (spec.filterConfig() != null) {
        ignoredFields.add("spec.filterConfig");
      }
      if (!spec.llmRequestCosts().isEmpty()) {
        ignoredFields.add("spec.llmRequestCosts");
      }
      for (int i = 0; i < spec.rules().size(); i++) {
        compileRule(spec.rules().get(i), i);
      }
      return new CompiledRoute(
          route,
          List.copyOf(entries),
          List.copyOf(refused),
          List.copyOf(invalidRules),
          List.copyOf(references),
          List.copyOf(ignoredFields),
          List.copyOf(clusters.values()),
          List.copyOf(referredPools.values()),
          List.copyOf(ways));
    }

    private void compileRule(AiGatewayRoute.Rule rule, int index) {
      String field = "spec.rules[%d]".formatted(index);
      int problems = invalidRules.size();
      Duration timeout = timeout(rule.timeouts(), field);
      Duration idleTimeout =
          duration(rule.streamIdleTimeout(), DEFAULT_IDLE_TIMEOUT, field + ".streamIdleTimeout");
      List<List<HeaderMatch>> matches = matches(rule, field);
      RuleAction action = new RuleAction(destinations(rule, field), timeout, idleTimeout);
      if (invalidRules.size() > problems) {
        return;
      }
      String name = rule.name().isEmpty() ? String.valueOf(index) : rule.name();
      for (List<HeaderMatch> headers : matches) {
        entries.add(entry(rule, name, headers, action));
      }
      ways.add(way(name, rule, action));
    }

    private Entry entry(
        AiGatewayRoute.Rule rule, String name, List<HeaderMatch> headers, RuleAction action) {
      Optional<ModelMatch> model =
          headers.stream()
              .filter(header -> header.name().equals(MODEL_HEADER))
              .findFirst()
              .map(Compiling::modelMatch);
      return new Entry(
          route.key().qualifiedName() + "/" + name,
          headers.size(),
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

    private List<List<HeaderMatch>> matches(AiGatewayRoute.Rule rule, String field) {
      if (rule.matches().isEmpty()) {
        return List.of(List.of());
      }
      List<List<HeaderMatch>> matches = new ArrayList<>();
      for (int i = 0; i < rule.matches().size(); i++) {
        String matchField = "%s.matches[%d]".formatted(field, i);
        Map<String, HeaderMatch> headers = new LinkedHashMap<>();
        for (AiGatewayRoute.HeaderMatch header : rule.matches().get(i).headers()) {
          // Gateway API: of two entries for the same header only the first counts
          headers.putIfAbsent(
              header.name().toLowerCase(Locale.ROOT), headerMatch(header, matchField));
        }
        matches.add(List.copyOf(headers.values()));
      }
      return matches;
    }

    private HeaderMatch headerMatch(AiGatewayRoute.HeaderMatch header, String field) {
      String name = header.name().toLowerCase(Locale.ROOT);
      if (!HeaderNames.isName(name)) {
        invalidRules.add(
            new Problem(
                UNSUPPORTED_VALUE, "%s: %s is no header name".formatted(field, header.name())));
      }
      switch (header.type()) {
        case "Exact" -> {
          return new HeaderMatch.Exact(name, header.value());
        }
        case "RegularExpression" -> checkRegex(header.value(), field);
        default ->
            invalidRules.add(
                new Problem(
                    UNSUPPORTED_VALUE,
                    "%s: type %s is neither Exact nor RegularExpression"
                        .formatted(field, header.type())));
      }
      return new HeaderMatch.Regex(name, header.value());
    }

    private void checkRegex(String pattern, String field) {
      Re2.problem(pattern)
          .ifPresent(
              problem -> invalidRules.add(new Problem(UNSUPPORTED_VALUE, field + ": " + problem)));
    }

    private Duration timeout(@Nullable Timeouts timeouts, String field) {
      if (timeouts == null) {
        return DEFAULT_TIMEOUT;
      }
      Duration request = duration(timeouts.request(), DEFAULT_TIMEOUT, field + ".timeouts.request");
      // without retries one attempt is the whole exchange
      Duration attempt =
          duration(timeouts.backendRequest(), DEFAULT_TIMEOUT, field + ".timeouts.backendRequest");
      if (attempt.isZero()) {
        return request;
      }
      return request.isZero() || attempt.compareTo(request) < 0 ? attempt : request;
    }

    private Duration duration(@Nullable String text, Duration absent, String field) {
      if (text == null) {
        return absent;
      }
      Optional<Duration> duration = Durations.parse(text);
      if (duration.isEmpty()) {
        invalidRules.add(
            new Problem(
                UNSUPPORTED_VALUE,
                "%s: %s is no duration; write it like 1h30m or 500ms".formatted(field, text)));
      }
      return duration.orElse(absent);
    }

    private List<Destination> destinations(AiGatewayRoute.Rule rule, String field) {
      List<Destination> destinations = new ArrayList<>();
      for (int i = 0; i < rule.backendRefs().size(); i++) {
        AiGatewayRoute.BackendRef ref = rule.backendRefs().get(i);
        String refField = "%s.backendRefs[%d]".formatted(field, i);
        noteIgnoredFields(ref, refField);
        invalidRules.addAll(
            HeaderNames.problems(ref.headerMutation(), refField + ".headerMutation"));
        Destination destination = destination(ref, refField);
        if (ref.weight() > 0) {
          destinations.add(destination);
        }
      }
      return destinations;
    }

    private void noteIgnoredFields(AiGatewayRoute.BackendRef ref, String field) {
      if (ref.bodyMutation() != null) {
        ignoredFields.add(field + ".bodyMutation");
      }
      if (ref.priority() != 0) {
        ignoredFields.add(field + ".priority");
      }
      if (ref.kind().equals("InferencePool") && ref.modelNameOverride() != null) {
        ignoredFields.add(field + ".modelNameOverride");
      }
    }

    private Destination destination(AiGatewayRoute.BackendRef ref, String field) {
      String namespace = ref.namespace().isEmpty() ? route.metadata().namespace() : ref.namespace();
      return switch (ref.kind()) {
        case "AIServiceBackend" ->
            ref.group().isEmpty() || ref.group().equals(Kind.AI_SERVICE_BACKEND.group())
                ? toBackend(
                    ref, new ObjectKey(Kind.AI_SERVICE_BACKEND, namespace, ref.name()), field)
                : unresolved(ref, new Problem(INVALID_KIND, kindMessage(ref, field)));
        case "InferencePool" ->
            ref.group().isEmpty() || ref.group().equals(Kind.INFERENCE_POOL.group())
                ? toPool(ref, new ObjectKey(Kind.INFERENCE_POOL, namespace, ref.name()), field)
                : unresolved(ref, new Problem(INVALID_KIND, kindMessage(ref, field)));
        default -> unresolved(ref, new Problem(INVALID_KIND, kindMessage(ref, field)));
      };
    }

    private static String kindMessage(AiGatewayRoute.BackendRef ref, String field) {
      return "%s: kind %s of group %s cannot be referred to; use AIServiceBackend (%s) or InferencePool (%s)"
          .formatted(
              field,
              ref.kind(),
              ref.group().isEmpty() ? "\"\"" : ref.group(),
              Kind.AI_SERVICE_BACKEND.group(),
              Kind.INFERENCE_POOL.group());
    }

    private Destination unresolved(AiGatewayRoute.BackendRef ref, Problem problem) {
      references.add(problem);
      return new Destination.Unresolved(ref.weight());
    }

    private Destination toBackend(AiGatewayRoute.BackendRef ref, ObjectKey key, String field) {
      return switch (backends.resolve(route, key)) {
        case BackendResolver.Outcome.Missing missing ->
            unresolved(ref, inField(field, missing.problem()));
        case BackendResolver.Outcome.Found(ResolvedBackend backend) -> {
          if (backend.problem().isPresent()) {
            Problem problem = backend.problem().get();
            yield unresolved(
                ref,
                new Problem(
                    problem.reason(),
                    "%s: %s is not served: %s".formatted(field, key, problem.message())));
          }
          Cluster cluster = backend.cluster().orElseThrow();
          clusters.put(cluster.name(), cluster);
          yield new Destination.ToCluster(
              ref.weight(),
              cluster.name(),
              Optional.ofNullable(ref.modelNameOverride()).filter(name -> !name.isEmpty()),
              HeaderMutations.edits(
                  backend.backend().spec().headerMutation(), ref.headerMutation()));
        }
      };
    }

    private Destination toPool(AiGatewayRoute.BackendRef ref, ObjectKey key, String field) {
      if (!options.inferenceExtension()) {
        return unresolved(
            ref,
            new Problem(
                INVALID_KIND,
                "%s: InferencePool references are switched off; start the controller with --enableInferenceExtension=true"
                    .formatted(field)));
      }
      if (!key.namespace().equals(route.metadata().namespace())) {
        return unresolved(
            ref,
            new Problem(
                Problem.Reason.REF_NOT_PERMITTED,
                "%s: %s is in another namespace, which is not supported for InferencePools"
                    .formatted(field, key)));
      }
      Optional<InferencePool> pool = resources.get(InferencePool.class, key);
      if (pool.isEmpty()) {
        return unresolved(
            ref,
            new Problem(
                BACKEND_NOT_FOUND,
                resources.isMissing(Kind.INFERENCE_POOL)
                    ? "%s: %s: the kind InferencePool is not installed; apply the inference extension's CRDs"
                        .formatted(field, key)
                    : "%s: %s does not exist".formatted(field, key)));
      }
      ResolvedPool resolved = pools.resolve(pool.get());
      referredPools.put(key, resolved);
      if (resolved.problem().isPresent()) {
        Problem problem = resolved.problem().get();
        return unresolved(
            ref,
            new Problem(
                problem.reason(),
                "%s: %s is not served: %s".formatted(field, key, problem.message())));
      }
      resolved.cluster().ifPresent(cluster -> clusters.put(cluster.name(), cluster));
      return new Destination.ToPool(
          ref.weight(), resolved, HeaderMutations.edits(ref.headerMutation(), null));
    }

    private static Problem inField(String field, Problem problem) {
      return new Problem(problem.reason(), field + ": " + problem.message());
    }

    private RuleWay way(String name, AiGatewayRoute.Rule rule, RuleAction action) {
      String leadsTo =
          rule.backendRefs().stream()
              .map(
                  ref ->
                      "%s %s%s"
                          .formatted(
                              ref.kind(),
                              ref.name(),
                              rule.backendRefs().size() > 1 ? " ×" + ref.weight() : ""))
              .reduce((a, b) -> a + ", " + b)
              .orElse("nothing");
      List<String> reasons = new ArrayList<>();
      for (Destination destination : action.destinations()) {
        switch (destination) {
          case Destination.ToCluster to ->
              to.modelRewrite()
                  .ifPresent(
                      model -> reasons.add("modelNameOverride " + model + " changes the body"));
          case Destination.ToPool to ->
              to.pool().models().values().stream()
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
          route.key(),
          name,
          leadsTo,
          reasons.isEmpty() ? Way.NATIVE : Way.PROCESS,
          String.join("; ", reasons));
    }
  }

  /** Header mutations of a backend and of a reference to it: the reference wins. */
  private static final class HeaderMutations {

    static HeaderEdits edits(
        io.aigw.api.@Nullable HeaderMutation backend,
        io.aigw.api.@Nullable HeaderMutation reference) {
      if (backend == null && reference == null) {
        return HeaderEdits.NONE;
      }
      java.util.SortedSet<String> remove = new java.util.TreeSet<>();
      java.util.SortedMap<String, String> set = new java.util.TreeMap<>();
      for (var mutation : new io.aigw.api.HeaderMutation[] {backend, reference}) {
        if (mutation == null) {
          continue;
        }
        for (String name : mutation.remove()) {
          remove.add(name.toLowerCase(Locale.ROOT));
          set.remove(name.toLowerCase(Locale.ROOT));
        }
        for (var header : mutation.set()) {
          set.put(header.name().toLowerCase(Locale.ROOT), header.value());
        }
      }
      return new HeaderEdits(List.copyOf(remove), set);
    }
  }
}
