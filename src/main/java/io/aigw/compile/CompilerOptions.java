package io.aigw.compile;

import java.util.Set;

/**
 * What an installation decides.
 *
 * @param controllerNames the GatewayClass controller names that this gateway answers to
 * @param inferenceExtension whether InferencePools may be referenced
 * @param localBackends whether backends may have loopback, link-local or metadata addresses: only
 *     where gateway and backends share a user's machine
 * @param infrastructure whether the Envoys are made of what Gateways and their classes say of
 *     infrastructure; otherwise that has no effect
 */
public record CompilerOptions(
    Set<String> controllerNames,
    boolean inferenceExtension,
    boolean localBackends,
    boolean infrastructure) {

  /** Envoy Gateway's controller name, so that the original's YAML works unmodified. */
  public static final String ENVOY_GATEWAY_CONTROLLER =
      "gateway.envoyproxy.io/gatewayclass-controller";

  /** The gateway's own controller name. */
  public static final String OWN_CONTROLLER = "aigw.io/gatewayclass-controller";

  public CompilerOptions {
    controllerNames = Set.copyOf(controllerNames);
  }

  /** Options where somebody else runs the Envoys. */
  public CompilerOptions(
      Set<String> controllerNames, boolean inferenceExtension, boolean localBackends) {
    this(controllerNames, inferenceExtension, localBackends, false);
  }

  /** Both controller names, inference extension off, no local backends. */
  public static final CompilerOptions DEFAULTS =
      new CompilerOptions(Set.of(ENVOY_GATEWAY_CONTROLLER, OWN_CONTROLLER), false, false);
}
