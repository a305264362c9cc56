package io.aigw.api;

import static io.aigw.api.Defaults.or;

import org.jspecify.annotations.Nullable;

/**
 * An InferenceObjective, in whichever group: how important those requests to a pool are that name
 * it in a header.
 */
public sealed interface Objective extends ApiObject
    permits InferenceObjective, FormerInferenceObjective {

  Spec spec();

  /**
   * What is wanted.
   *
   * @param priority 0 where unset; what is below may be refused where there is no room
   */
  record Spec(Integer priority, InferencePoolRef poolRef) {
    public Spec(@Nullable Integer priority, @Nullable InferencePoolRef poolRef) {
      this.priority = or(priority, 0);
      this.poolRef = or(poolRef, new InferencePoolRef(null, null, null));
    }
  }

  /** Whether a request with it may be refused. */
  default boolean isSheddable() {
    return spec().priority() < 0;
  }
}
