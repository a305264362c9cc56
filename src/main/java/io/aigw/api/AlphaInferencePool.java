package io.aigw.api;

import static io.aigw.api.Defaults.map;
import static io.aigw.api.Defaults.or;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The InferencePool of v1alpha2, a group of its own: one port, one label selector by equality. */
public record AlphaInferencePool(Metadata metadata, Spec spec) implements Pool {

  public record Spec(
      Map<String, String> selector, int targetPortNumber, ExtensionRef extensionRef) {
    public Spec(
        @Nullable Map<String, String> selector,
        int targetPortNumber,
        @Nullable ExtensionRef extensionRef) {
      this.selector = map(selector);
      this.targetPortNumber = targetPortNumber;
      this.extensionRef = or(extensionRef, new ExtensionRef(null, null, null, 0, null));
    }
  }

  /**
   * Who picks the endpoint.
   *
   * @param portNumber 0: unset
   * @param failureMode {@code FailClose} (default) or {@code FailOpen}
   */
  public record ExtensionRef(
      String group, String kind, String name, int portNumber, String failureMode) {
    public ExtensionRef(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String name,
        int portNumber,
        @Nullable String failureMode) {
      this.group = or(group, "");
      this.kind = or(kind, "Service");
      this.name = or(name, "");
      this.portNumber = portNumber;
      this.failureMode = or(failureMode, "FailClose");
    }
  }

  @Override
  public Map<String, String> selector() {
    return spec.selector();
  }

  @Override
  public List<Integer> targetPorts() {
    return List.of(spec.targetPortNumber());
  }

  @Override
  public boolean http2() {
    return false;
  }

  @Override
  public Optional<Picker> picker() {
    ExtensionRef ref = spec.extensionRef();
    return Optional.of(
        new Picker(ref.group(), ref.kind(), ref.name(), ref.portNumber(), ref.failureMode()));
  }

  @Override
  public Kind kind() {
    return Kind.ALPHA_INFERENCE_POOL;
  }
}
