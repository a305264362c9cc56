package io.aigw.resolve;

import io.aigw.api.ObjectKey;
import io.aigw.api.Rewrite;
import io.aigw.ir.ModelNames.Name;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the InferenceModelRewrites of a pool come to: a rule for a model's very name comes before
 * one for any model, then the older object's, then the earlier one.
 *
 * @param exact by the model that a request names
 * @param general for all others
 */
public record PoolRewrites(SortedMap<String, Rule> exact, Optional<Rule> general) {

  /** No model has another name. */
  public static final PoolRewrites NONE = new PoolRewrites(new TreeMap<>(), Optional.empty());

  public PoolRewrites {
    exact = Collections.unmodifiableSortedMap(new TreeMap<>(exact));
  }

  /**
   * A rule that counts.
   *
   * @param of the InferenceModelRewrite that it is in
   * @param index its place there
   * @param names one of which is drawn
   */
  public record Rule(ObjectKey of, int index, List<Name> names) {
    public Rule {
      names = List.copyOf(names);
    }
  }

  /**
   * Of these.
   *
   * @param rewrites older ones first
   */
  static PoolRewrites of(List<Rewrite> rewrites) {
    SortedMap<String, Rule> exact = new TreeMap<>();
    Optional<Rule> general = Optional.empty();
    for (Rewrite rewrite : rewrites) {
      List<Rewrite.Rule> rules = rewrite.spec().rules();
      for (int i = 0; i < rules.size(); i++) {
        Rewrite.Rule written = rules.get(i);
        if (problem(written).isPresent()) {
          continue;
        }
        Rule rule = new Rule(rewrite.key(), i, names(written));
        written.matches().stream()
            .flatMap(match -> Optional.ofNullable(match.model()).stream())
            .forEach(model -> exact.putIfAbsent(model.value(), rule));
        if (general.isEmpty() && isGeneral(written)) {
          general = Optional.of(rule);
        }
      }
    }
    return new PoolRewrites(exact, general);
  }

  /** Whether a rule takes any model. */
  public static boolean isGeneral(Rewrite.Rule rule) {
    return rule.matches().isEmpty()
        || rule.matches().stream().anyMatch(match -> match.model() == null);
  }

  /** Why a rule does not count. */
  public static Optional<String> problem(Rewrite.Rule rule) {
    for (Rewrite.Match match : rule.matches()) {
      Rewrite.ModelMatch model = match.model();
      if (model != null && !model.type().equals("Exact")) {
        return Optional.of("a model is matched by %s; only Exact is known".formatted(model.type()));
      }
      if (model != null && model.value().isEmpty()) {
        return Optional.of("a model without a name is matched");
      }
    }
    if (rule.targets().isEmpty()) {
      return Optional.of("it has no targets");
    }
    return rule.targets().stream()
            .anyMatch(target -> target.modelRewrite().isEmpty() || target.weight() < 1)
        ? Optional.of("a target has no modelRewrite, or a weight below 1")
        : Optional.empty();
  }

  private static List<Name> names(Rewrite.Rule rule) {
    return rule.targets().stream()
        .map(target -> new Name(target.modelRewrite(), target.weight()))
        .toList();
  }

  public boolean isEmpty() {
    return exact.isEmpty() && general.isEmpty();
  }

  /** The rule for a model. */
  public Optional<Rule> of(String model) {
    return Optional.ofNullable(exact.get(model)).or(() -> general);
  }
}
