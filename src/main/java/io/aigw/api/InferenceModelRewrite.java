package io.aigw.api;

/** The InferenceModelRewrite of the group {@code llm-d.ai}. */
public record InferenceModelRewrite(Metadata metadata, Spec spec) implements Rewrite {

  @Override
  public Kind kind() {
    return Kind.INFERENCE_MODEL_REWRITE;
  }
}
