package io.aigw.api;

/** The InferenceObjective of the group {@code llm-d.ai}. */
public record InferenceObjective(Metadata metadata, Spec spec) implements Objective {

  @Override
  public Kind kind() {
    return Kind.INFERENCE_OBJECTIVE;
  }
}
