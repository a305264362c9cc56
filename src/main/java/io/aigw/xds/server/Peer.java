package io.aigw.xds.server;

import io.aigw.xds.snapshot.VersionedResource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the subscriptions of a stream need to know of the Envoy as a whole, and tell of it. */
interface Peer {

  /** In the timer's nanoseconds. */
  long now();

  /** What the Envoy's group should know. */
  Publication newest();

  /** What was published of it lately, while clusters are told that are gone by now. */
  @Nullable VersionedResource recent(ResourceType type, String name);

  Suspicions suspicions();

  /** Whether a resource has to wait, because it names a cluster that is not warm yet. */
  boolean mustWait(ResourceType type, VersionedResource resource);

  void rejected(ResourceType type, List<String> names, String message);

  /** A resource that was rejected is so no longer. */
  void recovered(ResourceType type, String name);
}
