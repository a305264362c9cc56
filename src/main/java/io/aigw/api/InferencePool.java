package io.aigw.api;

import static io.aigw.api.Defaults.map;
import static io.aigw.api.Defaults.or;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The inference extension's InferencePool (v1alpha2): the endpoints that serve the same set of
 * models.
 */
public record InferencePool(Metadata metadata, Spec spec) implements ApiObject {

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
  public Kind kind() {
    return Kind.INFERENCE_POOL;
  }
}
