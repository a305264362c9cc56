package io.aigw.compile;

import io.aigw.api.InferenceModel;
import io.aigw.ir.Action;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.ModelNames;
import io.aigw.ir.ModelNames.Name;
import io.aigw.ir.Picker;
import io.aigw.ir.Target;
import io.aigw.resolve.PoolRewrites;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a rule does, which may depend on the model that is asked for: a pool serves the models that
 * its InferenceModels name, under the names that they give, and others under those that its
 * InferenceModelRewrites give.
 *
 * @param destinations those with a weight above 0
 * @param overflow the same, for what the gateway's own picker does not find room for
 */
record RuleAction(
    List<Destination> destinations, List<Destination> overflow, RuleTimeouts timeouts) {

  RuleAction {
    destinations = List.copyOf(destinations);
    overflow = List.copyOf(overflow);
  }

  /** Where a backend reference leads, or a part of what it stands for. */
  sealed interface Destination {

    double weight();

    HeaderEdits headerEdits();

    /** A cluster for every model; the model is renamed where {@code modelRewrite} says so. */
    record ToCluster(
        double weight,
        String cluster,
        Optional<Picker> picker,
        Optional<String> modelRewrite,
        HeaderEdits headerEdits)
        implements Destination {}

    /**
     * A pool that tells models apart, or one of its groups.
     *
     * @param models as in {@link io.aigw.resolve.PoolTarget#models}
     * @param rewrites as in {@link io.aigw.resolve.PoolTarget#rewrites}
     */
    record ToPool(
        double weight,
        String cluster,
        Optional<Picker> picker,
        Optional<SortedMap<String, InferenceModel>> models,
        PoolRewrites rewrites,
        HeaderEdits headerEdits)
        implements Destination {}

    /** A reference that leads nowhere: its share gets an error of the server. */
    record Unresolved(double weight) implements Destination {
      @Override
      public HeaderEdits headerEdits() {
        return HeaderEdits.NONE;
      }
    }
  }

  /** The models that must be told apart because a pool knows them. */
  SortedSet<String> poolModels() {
    SortedSet<String> models = new TreeSet<>();
    Stream.concat(destinations.stream(), overflow.stream())
        .forEach(
            destination -> {
              if (destination instanceof Destination.ToPool toPool) {
                toPool.models().ifPresent(known -> models.addAll(known.keySet()));
                models.addAll(toPool.rewrites().exact().keySet());
              }
            });
    return models;
  }

  /** What becomes of a request for this model. */
  Action of(String model) {
    return action(Optional.of(model), true);
  }

  /** What becomes of a request for a model that none of the pools knows. */
  Action ofOtherModels() {
    return action(Optional.empty(), true);
  }

  /** What becomes of a request without a model. */
  Action ofNoModel() {
    return action(Optional.empty(), false);
  }

  private Action action(Optional<String> model, boolean hasModel) {
    List<Share> shares = shares(destinations, model, hasModel);
    if (shares.isEmpty() && !destinations.isEmpty()) {
      return new Action.ModelNotFound();
    }
    boolean mayOverflow =
        shares.stream().anyMatch(share -> share.picker().orElse(null) instanceof Picker.BuiltIn);
    return new Action.Forward(
        targets(shares),
        mayOverflow ? targets(shares(overflow, model, hasModel)) : List.of(),
        timeouts.exchange(),
        timeouts.idle());
  }

  /** None of a pool that does not serve the model. */
  private static List<Share> shares(
      List<Destination> destinations, Optional<String> model, boolean hasModel) {
    List<Share> shares = new ArrayList<>();
    for (Destination destination : destinations) {
      switch (destination) {
        case Destination.ToCluster to ->
            shares.add(
                new Share(
                    to.weight(),
                    Optional.of(to.cluster()),
                    to.picker(),
                    to.modelRewrite().filter(name -> hasModel && !Optional.of(name).equals(model)),
                    Optional.empty(),
                    to.headerEdits()));
        case Destination.Unresolved to -> shares.add(Share.unresolved(to.weight()));
        case Destination.ToPool to -> shares.addAll(shares(to, model, hasModel));
      }
    }
    return shares;
  }

  /** One share for each name of the model at the pool's servers; none: it is not served there. */
  private static List<Share> shares(
      Destination.ToPool to, Optional<String> model, boolean hasModel) {
    Optional<InferenceModel> known =
        model.flatMap(name -> to.models().map(models -> models.get(name)));
    if (known.isPresent()) {
      return shares(to, model, names(known.get()), known.get().spec().isSheddable());
    }
    Optional<PoolRewrites.Rule> rewrite =
        hasModel ? model.map(to.rewrites()::of).orElse(to.rewrites().general()) : Optional.empty();
    if (rewrite.isPresent()) {
      return shares(to, model, rewrite.get().names(), false);
    }
    return to.models().isPresent()
        ? List.of()
        : List.of(
            new Share(
                to.weight(),
                Optional.of(to.cluster()),
                model.map(name -> picker(to, name, false)).orElse(to.picker()),
                Optional.empty(),
                Optional.empty(),
                to.headerEdits()));
  }

  private static List<Share> shares(
      Destination.ToPool to, Optional<String> model, List<Name> names, boolean sheddable) {
    double sum = names.stream().mapToDouble(Name::weight).sum();
    return names.stream()
        .map(
            name ->
                new Share(
                    sum == 1 ? to.weight() : to.weight() * (name.weight() / sum),
                    Optional.of(to.cluster()),
                    picker(to, name.name(), sheddable),
                    Optional.of(name.name()).filter(given -> !Optional.of(given).equals(model)),
                    Optional.empty(),
                    to.headerEdits()))
        .toList();
  }

  private static Optional<Picker> picker(
      Destination.ToPool to, String servedName, boolean sheddable) {
    return to.picker()
        .map(
            picker ->
                picker instanceof Picker.BuiltIn own ? own.of(servedName, sheddable) : picker);
  }

  private static List<Name> names(InferenceModel model) {
    List<InferenceModel.TargetModel> targets = model.spec().targetModels();
    return targets.isEmpty()
        ? List.of(new Name(model.spec().modelName(), 1))
        : targets.stream().map(target -> new Name(target.name(), target.share())).toList();
  }

  /** The shares with whole weights. */
  static List<Target> targets(List<Share> shares) {
    int[] weights = Weights.normalise(shares.stream().map(Share::amount).toList());
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      Share share = shares.get(i);
      targets.add(
          new Target(
              weights[i],
              share.cluster,
              share.picker,
              share.modelRewrite,
              share.modelNames,
              share.headerEdits));
    }
    return targets;
  }

  /** A part of the requests, as a fraction of what all parts of the rule are together. */
  record Share(
      double amount,
      Optional<String> cluster,
      Optional<Picker> picker,
      Optional<String> modelRewrite,
      Optional<ModelNames> modelNames,
      HeaderEdits headerEdits) {

    /** One that gets an error of the server. */
    static Share unresolved(double amount) {
      return new Share(
          amount,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          HeaderEdits.NONE);
    }
  }
}
