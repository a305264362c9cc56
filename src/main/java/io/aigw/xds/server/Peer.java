package io.aigw.xds.server;

import io.aigw.xds.snapshot.VersionedResource;
import java.util.List;

/** What the subscriptions of a stream need to know of the Envoy as a whole, and tell of it. */
interface Peer {

  /** In the timer's nanoseconds. */
  long now();

  /** What the Envoy's group should know. */
  Publication newest();

  Suspicions suspicions();

  /** Whether a resource has to wait, because it names a cluster that is not warm yet. */
  boolean mustWait(ResourceType type, VersionedResource resource);

  /** Whether the Envoy has what a nested resource belongs to. */
  boolean hasParent(String name);

  void rejected(ResourceType type, List<String> names, String message);

  /** A resource that was rejected is so no longer. */
  void recovered(ResourceType type, String name);
}
