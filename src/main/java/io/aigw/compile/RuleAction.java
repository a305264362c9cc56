package io.aigw.compile;

import io.aigw.api.InferenceModel;
import io.aigw.ir.Action;
import io.aigw.ir.HeaderEdits;
import io.aigw.ir.Picker;
import io.aigw.ir.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a rule does, which may depend on the model that is asked for: a pool serves the models that
 * its InferenceModels name, under the names that they give.
 *
 * @param destinations those with a weight above 0
 */
record RuleAction(List<Destination> destinations, RuleTimeouts timeouts) {

  RuleAction {
    destinations = List.copyOf(destinations);
  }

  /** One backend reference, resolved. */
  sealed interface Destination {

    int weight();

    HeaderEdits headerEdits();

    /** A cluster for every model; the model is renamed where {@code modelRewrite} says so. */
    record ToCluster(
        int weight,
        String cluster,
        Optional<Picker> picker,
        Optional<String> modelRewrite,
        HeaderEdits headerEdits)
        implements Destination {}

    /** A pool, for its models. */
    record ToPool(
        int weight,
        String cluster,
        Optional<Picker> picker,
        SortedMap<String, InferenceModel> models,
        HeaderEdits headerEdits)
        implements Destination {}

    /** A reference that leads nowhere: its share gets an error of the server. */
    record Unresolved(int weight) implements Destination {
      @Override
      public HeaderEdits headerEdits() {
        return HeaderEdits.NONE;
      }
    }
  }

  /** The models that must be told apart because a pool knows them. */
  SortedSet<String> poolModels() {
    SortedSet<String> models = new TreeSet<>();
    for (Destination destination : destinations) {
      if (destination instanceof Destination.ToPool toPool) {
        models.addAll(toPool.models().keySet());
      }
    }
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
    List<Share> shares = new ArrayList<>();
    boolean modelIsRefused = false;
    for (Destination destination : destinations) {
      switch (destination) {
        case Destination.ToCluster to ->
            shares.add(
                new Share(
                    to.weight(),
                    Optional.of(to.cluster()),
                    to.picker(),
                    to.modelRewrite().filter(name -> hasModel && !Optional.of(name).equals(model)),
                    to.headerEdits()));
        case Destination.Unresolved to ->
            shares.add(
                new Share(
                    to.weight(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    HeaderEdits.NONE));
        case Destination.ToPool to -> {
          InferenceModel known = model.isEmpty() ? null : to.models().get(model.get());
          if (known == null) {
            modelIsRefused = true;
          } else {
            shares.addAll(shares(to, known));
          }
        }
      }
    }
    return shares.isEmpty() && modelIsRefused
        ? new Action.ModelNotFound()
        : new Action.Forward(targets(shares), timeouts.exchange(), timeouts.idle());
  }

  /** One share for each name of the model at the pool's servers. */
  private static List<Share> shares(Destination.ToPool to, InferenceModel model) {
    Optional<String> cluster = Optional.of(to.cluster());
    List<InferenceModel.TargetModel> names = model.spec().targetModels();
    if (names.isEmpty()) {
      return List.of(
          new Share(
              to.weight(),
              cluster,
              picker(to, model, model.spec().modelName()),
              Optional.empty(),
              to.headerEdits()));
    }
    double sum = names.stream().mapToDouble(RuleAction::weight).sum();
    List<Share> shares = new ArrayList<>();
    for (InferenceModel.TargetModel name : names) {
      double share = sum == 1 ? 1 : weight(name) / sum;
      shares.add(
          new Share(
              to.weight() * share,
              cluster,
              picker(to, model, name.name()),
              Optional.of(name.name()).filter(n -> !n.equals(model.spec().modelName())),
              to.headerEdits()));
    }
    return shares;
  }

  /** As the inference extension's v0.2.0 has it, only what is said to be critical is never shed. */
  private static Optional<Picker> picker(
      Destination.ToPool to, InferenceModel model, String servedName) {
    boolean sheddable = model.spec().isSheddable();
    return to.picker()
        .map(
            picker ->
                picker instanceof Picker.BuiltIn own ? own.of(servedName, sheddable) : picker);
  }

  private static double weight(InferenceModel.TargetModel name) {
    Integer weight = name.weight();
    return weight == null ? 1 : weight;
  }

  /** The shares with whole weights. */
  static List<Target> targets(List<Share> shares) {
    int[] weights = Weights.normalise(shares.stream().map(Share::amount).toList());
    List<Target> targets = new ArrayList<>();
    for (int i = 0; i < weights.length; i++) {
      Share share = shares.get(i);
      targets.add(
          new Target(
              weights[i], share.cluster, share.picker, share.modelRewrite, share.headerEdits));
    }
    return targets;
  }

  /** A part of the requests, as a fraction of what all parts of the rule are together. */
  record Share(
      double amount,
      Optional<String> cluster,
      Optional<Picker> picker,
      Optional<String> modelRewrite,
      HeaderEdits headerEdits) {}
}
