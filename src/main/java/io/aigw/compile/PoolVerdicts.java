package io.aigw.compile;

import io.aigw.api.ApiObject;
import io.aigw.api.ObjectKey;
import io.aigw.api.Objective;
import io.aigw.api.Rewrite;
import io.aigw.resolve.PoolRewrites;
import io.aigw.resolve.PoolTarget;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What users are told about objectives and rewrites, which count for one pool each. */
final class PoolVerdicts {

  private PoolVerdicts() {}

  /**
   * On an object that refers to a pool; empty where that is another controller's to serve.
   *
   * @param pool null where it does not exist
   * @param accepted what is said where the pool is served
   */
  static Optional<Verdict> of(
      ApiObject object,
      ObjectKey poolKey,
      @Nullable PoolTarget pool,
      Function<PoolTarget, Condition> accepted) {
    if (pool != null && (pool.problem().isPresent() || pool.isPickedByAnother())) {
      return Optional.empty();
    }
    Condition condition =
        pool == null
            ? new Condition(
                "Accepted",
                Condition.State.UNKNOWN,
                "Pending",
                "spec.poolRef: %s does not exist".formatted(poolKey))
            : accepted.apply(pool);
    return Optional.of(
        Verdict.of(object.key(), object.metadata().generation(), List.of(condition)));
  }

  /** {@code Accepted} of an objective. */
  static Condition of(Objective objective, PoolTarget pool) {
    Objective known = pool.objectives().get(objective.metadata().name());
    if (known != null && !known.key().equals(objective.key())) {
      return Condition.isFalse(
          "Accepted",
          "NameInUse",
          "the InferenceObjective of this name and group %s, which is older, counts for the pool"
              .formatted(known.kind().group()));
    }
    return Conditions.accepted(
        List.of(),
        pool.sheds()
            ? List.of()
            : List.of(
                "spec.priority (the pool's picking policy sheds nothing; decision-tree does)"));
  }

  /** {@code Accepted} of a rewrite: false where none of its rules counts. */
  static Condition of(Rewrite rewrite, PoolTarget pool) {
    List<String> remarks = new ArrayList<>();
    boolean counts = false;
    for (int i = 0; i < rewrite.spec().rules().size(); i++) {
      Rewrite.Rule rule = rewrite.spec().rules().get(i);
      String field = "spec.rules[%d]".formatted(i);
      Optional<String> problem = PoolRewrites.problem(rule);
      if (problem.isPresent()) {
        remarks.add("%s is left out: %s".formatted(field, problem.get()));
        continue;
      }
      counts = true;
      remarks.addAll(outranking(rule, new Place(rewrite.key(), i), pool));
    }
    String message = String.join("; ", remarks);
    return counts || remarks.isEmpty()
        ? Condition.isTrue("Accepted", "Accepted", message)
        : Condition.isFalse("Accepted", "UnsupportedValue", message);
  }

  /** A rule in its object. */
  private record Place(ObjectKey of, int index) {}

  /** What comes before a rule, for each model that it matches. */
  private static List<String> outranking(Rewrite.Rule rule, Place place, PoolTarget pool) {
    List<String> remarks = new ArrayList<>();
    String field = "spec.rules[%d]".formatted(place.index);
    for (Rewrite.Match match : rule.matches()) {
      Rewrite.ModelMatch model = match.model();
      if (model != null) {
        outranking(model.value(), place, pool)
            .ifPresent(by -> remarks.add("%s: model %s: %s".formatted(field, model.value(), by)));
      }
    }
    if (PoolRewrites.isGeneral(rule)) {
      pool.rewrites()
          .general()
          .flatMap(first -> outranking(place, first))
          .ifPresent(by -> remarks.add("%s: any model: %s".formatted(field, by)));
    }
    return remarks;
  }

  private static Optional<String> outranking(String model, Place place, PoolTarget pool) {
    return pool.models()
        .map(models -> models.get(model))
        .map(named -> named.key() + " comes first")
        .or(
            () ->
                Optional.ofNullable(pool.rewrites().exact().get(model))
                    .flatMap(first -> outranking(place, first)));
  }

  private static Optional<String> outranking(Place place, PoolRewrites.Rule first) {
    return first.of().equals(place.of) && first.index() == place.index
        ? Optional.empty()
        : Optional.of(
            "spec.rules[%d] of %s of %s comes first"
                .formatted(first.index(), first.of(), first.of().kind().group()));
  }
}
