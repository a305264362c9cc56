package io.aigw.api;

/**
 * The InferenceObjective of the inference extension, v1.0 to v1.5, which has moved to {@link
 * InferenceObjective}'s group; both may be installed.
 */
public record FormerInferenceObjective(Metadata metadata, Spec spec) implements Objective {

  @Override
  public Kind kind() {
    return Kind.FORMER_INFERENCE_OBJECTIVE;
  }
}
