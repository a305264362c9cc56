package io.aigw.xds.translate;

import io.aigw.route.Overflow;

/** Names that several of Envoy's messages, or Envoy's bootstrap, must agree on. */
public final class Names {

  /** The cluster of the processor, which the bootstrap defines. */
  public static final String PROCESSOR_CLUSTER = "aigw-processor";

  /** The cluster of the controller, which the bootstrap defines: xDS, and the lists of models. */
  public static final String CONTROLLER_CLUSTER = "aigw-xds";

  /** A cluster that never exists: what is sent there is answered as a broken reference. */
  static final String UNRESOLVED_CLUSTER = "aigw-unresolved";

  /** The namespace of dynamic metadata that the gateway's filters write. */
  static final String METADATA = "io.aigw";

  /** The key of the body's model: a string, or whatever JSON scalar the body has. */
  static final String MODEL = "model";

  /** The key that says why there is no model: {@link #MISSING} or {@link #MALFORMED}. */
  static final String PROBLEM = "problem";

  /** The body is JSON, or empty, and has no model. */
  static final String MISSING = "missing";

  /** The body is no JSON, or is not declared as JSON. */
  static final String MALFORMED = "malformed";

  /** The key that says that the processor is in the request's chain of filters. */
  static final String PROCESSING = "processing";

  /** The header by which a request's routes are found; the gateway's own, set for every request. */
  static final String SCOPE_HEADER = Overflow.SCOPE_HEADER;

  static final String EXT_PROC_FILTER = "envoy.filters.http.ext_proc";

  private Names() {}
}
