package io.aigw.api;

/**
 * The InferenceModelRewrite of the inference extension, v1.2 to v1.5, which has moved to {@link
 * InferenceModelRewrite}'s group; both may be installed.
 */
public record FormerInferenceModelRewrite(Metadata metadata, Spec spec) implements Rewrite {

  @Override
  public Kind kind() {
    return Kind.FORMER_INFERENCE_MODEL_REWRITE;
  }
}
