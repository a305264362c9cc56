package io.aigw.api;

import static io.aigw.api.Defaults.or;

import org.jspecify.annotations.Nullable;

/** Gateway API's GatewayClass: which controller serves the Gateways of this class. */
public record GatewayClass(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(
      String controllerName, @Nullable ParametersRef parametersRef, @Nullable String description) {
    public Spec(
        @Nullable String controllerName,
        @Nullable ParametersRef parametersRef,
        @Nullable String description) {
      this.controllerName = or(controllerName, "");
      this.parametersRef = parametersRef;
      this.description = description;
    }
  }

  @Override
  public Kind kind() {
    return Kind.GATEWAY_CLASS;
  }
}
