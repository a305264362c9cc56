package io.aigw.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An InferencePool, in whichever version of the API: the endpoints that serve the same models. */
public sealed interface Pool extends ApiObject permits InferencePool, AlphaInferencePool {

  /** The labels of what serves: it has all of them. Empty: nothing is selected. */
  Map<String, String> selector();

  /** The ports of what serves, each of which is an endpoint. */
  List<Integer> targetPorts();

  /** Whether Pods are spoken to by HTTP/2, by prior knowledge. */
  boolean http2();

  /** Who picks the endpoint of a request; empty: nobody is named. */
  Optional<Picker> picker();

  /** The annotation that says how this gateway chooses, where nobody else does. */
  String PICKING_POLICY = "aigateway.envoyproxy.io/picking-policy";

  /** The annotation that names the header by whose value requests are kept together. */
  String SESSION_HEADER = "aigateway.envoyproxy.io/session-header";

  /** What {@link #PICKING_POLICY} says; empty: nothing. */
  default Optional<String> pickingPolicy() {
    return Optional.ofNullable(metadata().annotations().get(PICKING_POLICY));
  }

  /** What {@link #SESSION_HEADER} says. */
  default String sessionHeader() {
    return metadata().annotations().getOrDefault(SESSION_HEADER, "x-session-id");
  }

  /**
   * An endpoint picker: a Service that speaks the endpoint picker protocol.
   *
   * @param port 0: unset
   * @param failureMode {@code FailClose} (default) or {@code FailOpen}
   */
  record Picker(String group, String kind, String name, int port, String failureMode) {

    /** Whether requests go on without its choice when it cannot be asked. */
    public boolean failsOpen() {
      return failureMode.equals("FailOpen");
    }
  }
}
