package io.aigw.xds.server;

import io.aigw.xds.snapshot.VersionedResource;
import org.jspecify.annotations.Nullable;

/**
 * What an Envoy has under a name.
 *
 * @param version empty where it knows that there is no such resource
 * @param resource null where that is so, and where the Envoy came with a version that is not the
 *     published one, so that nobody here knows the content
 */
record Held(String version, @Nullable VersionedResource resource) {

  /** It was told that there is no such resource. */
  static final Held NOTHING = new Held("", null);

  static Held of(VersionedResource resource) {
    return new Held(resource.version(), resource);
  }

  boolean exists() {
    return !version.isEmpty();
  }

  /** Whether it may refer to what has this name; it may if its content is not known. */
  boolean mayMention(String name) {
    return exists() && (resource == null || resource.mentions(name));
  }

  /** About what it adds to a response, in bytes. */
  int size(String name) {
    return 2 * name.length() + (resource == null ? 0 : resource.packed().getSerializedSize());
  }
}
