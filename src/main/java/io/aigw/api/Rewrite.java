package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** An InferenceModelRewrite, in whichever group: under which names a pool's servers are asked. */
public sealed interface Rewrite extends ApiObject
    permits InferenceModelRewrite, FormerInferenceModelRewrite {

  Spec spec();

  record Spec(InferencePoolRef poolRef, List<Rule> rules) {
    public Spec(@Nullable InferencePoolRef poolRef, @Nullable List<Rule> rules) {
      this.poolRef = or(poolRef, new InferencePoolRef(null, null, null));
      this.rules = list(rules);
    }
  }

  /**
   * A rule.
   *
   * @param matches one of them must hold; empty: any model
   * @param targets one is drawn by weight
   */
  record Rule(List<Match> matches, List<Target> targets) {
    public Rule(@Nullable List<Match> matches, @Nullable List<Target> targets) {
      this.matches = list(matches);
      this.targets = list(targets);
    }
  }

  /**
   * A condition.
   *
   * @param model absent: any
   */
  record Match(@Nullable ModelMatch model) {}

  /**
   * A condition on the model that a request's body names.
   *
   * @param type {@code Exact} (default)
   */
  record ModelMatch(String type, String value) {
    public ModelMatch(@Nullable String type, @Nullable String value) {
      this.type = or(type, "Exact");
      this.value = or(value, "");
    }
  }

  /**
   * A name for the model at the servers.
   *
   * @param weight absent: 1
   */
  record Target(Integer weight, String modelRewrite) {
    public Target(@Nullable Integer weight, @Nullable String modelRewrite) {
      this.weight = or(weight, 1);
      this.modelRewrite = or(modelRewrite, "");
    }
  }
}
