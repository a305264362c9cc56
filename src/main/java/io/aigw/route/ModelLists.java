package io.aigw.route;

import org.jspecify.annotations.Nullable;

/**
 * What {@code GET /v1/models} answers. The list is asked for, since it is large where there are
 * many models: as a part of Envoy's configuration all of it would be sent again whenever one model
 * comes or goes. Envoy names the listener in initial metadata of the external-processing stream.
 */
@FunctionalInterface
public interface ModelLists {

  /** The key of the gRPC metadata; its value is the listener as {@link MetadataText}. */
  String METADATA_KEY = "aigw-models-of";

  /**
   * The list as JSON; null where the listener is not known (yet). Quick enough for an event loop.
   *
   * @param listener a Gateway's port, {@code NAMESPACE/NAME:PORT}
   * @param authority the host that the client named, perhaps with a port
   */
  @Nullable String of(String listener, String authority);
}
