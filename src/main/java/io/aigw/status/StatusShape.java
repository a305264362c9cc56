package io.aigw.status;

import io.aigw.api.Kind;

/** Where in an object's status its verdict goes. */
public enum StatusShape {
  /** {@code conditions} alone. */
  CONDITIONS(""),
  /** A Gateway's: {@code conditions} and {@code listeners}. */
  LISTENERS(""),
  /** {@code conditions} and {@code parents}, a list with entries of several controllers. */
  PARENTS("parents"),
  /** An InferencePool's v1alpha2: {@code parent}, whose entries do not name their controller. */
  POOL_PARENTS("parent"),
  /** A policy's: {@code ancestors}, a list with entries of several controllers. */
  ANCESTORS("ancestors"),
  /** No status of ours. */
  NONE("");

  private final String list;

  StatusShape(String list) {
    this.list = list;
  }

  public static StatusShape of(Kind kind) {
    return switch (kind) {
      case GATEWAY_CLASS,
          AI_SERVICE_BACKEND,
          BACKEND_SECURITY_POLICY,
          BACKEND,
          INFERENCE_MODEL,
          INFERENCE_OBJECTIVE,
          FORMER_INFERENCE_OBJECTIVE,
          INFERENCE_MODEL_REWRITE,
          FORMER_INFERENCE_MODEL_REWRITE ->
          CONDITIONS;
      case GATEWAY -> LISTENERS;
      case AI_GATEWAY_ROUTE, HTTP_ROUTE, INFERENCE_POOL -> PARENTS;
      case ALPHA_INFERENCE_POOL -> POOL_PARENTS;
      case BACKEND_TLS_POLICY -> ANCESTORS;
      case REFERENCE_GRANT, NAMESPACE, POD, SERVICE, ENDPOINT_SLICE, SECRET, CONFIG_MAP -> NONE;
    };
  }

  /**
   * Whether the status has a list that the API server cannot merge by key and that other
   * controllers write too: it must be read, changed and written back as a whole, never applied.
   */
  public boolean isShared() {
    return !list.isEmpty();
  }

  /** The name of the shared list; empty where there is none. */
  String list() {
    return list;
  }
}
