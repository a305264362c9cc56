package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The inference extension's InferenceModel (v1alpha2): a model that a pool serves, and under which
 * names its servers know it.
 */
public record InferenceModel(Metadata metadata, Spec spec) implements ApiObject {

  /**
   * The model.
   *
   * @param criticality {@code Critical}, {@code Standard} (meant when empty) or {@code Sheddable}
   * @param targetModels empty: the servers know the model by {@code modelName}
   */
  public record Spec(
      String modelName, String criticality, List<TargetModel> targetModels, PoolRef poolRef) {
    public Spec(
        @Nullable String modelName,
        @Nullable String criticality,
        @Nullable List<TargetModel> targetModels,
        @Nullable PoolRef poolRef) {
      this.modelName = or(modelName, "");
      this.criticality = or(criticality, "");
      this.targetModels = list(targetModels);
      this.poolRef = or(poolRef, new PoolRef(null, null, null));
    }

    /**
     * Whether requests may be refused where there is no room; as in v0.2.0 all but critical ones.
     */
    public boolean isSheddable() {
      return !criticality.equals("Critical");
    }
  }

  /**
   * A name for the model at the servers.
   *
   * @param weight absent on all or on none; absent: equal shares
   */
  public record TargetModel(String name, @Nullable Integer weight) {
    public TargetModel(@Nullable String name, @Nullable Integer weight) {
      this.name = or(name, "");
      this.weight = weight;
    }

    /** Its share among those of all targets. */
    public int share() {
      return weight == null ? 1 : weight;
    }
  }

  public record PoolRef(String group, String kind, String name) {
    public PoolRef(@Nullable String group, @Nullable String kind, @Nullable String name) {
      this.group = or(group, "inference.networking.x-k8s.io");
      this.kind = or(kind, "InferencePool");
      this.name = or(name, "");
    }
  }

  @Override
  public Kind kind() {
    return Kind.INFERENCE_MODEL;
  }
}
