package io.aigw.xds.server;

import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The resources of a group that an Envoy refused when it got them alone, and that no other Envoy of
 * the group has accepted. The others get such a resource alone too, so that it does not take others
 * down with it; each judges for itself, and one acceptance ends the suspicion.
 *
 * <p>An Envoy that refuses everything raises no suspicion (it is only listened to once it has
 * accepted something of the type), and one that began well and then refuses a great many raises a
 * bounded number. Safe for use by many threads.
 */
final class Suspicions {

  private static final int LIMIT = 32;

  private record Key(String typeUrl, String name) {}

  private record Suspicion(String version, @Nullable VersionedResource lastGood) {}

  private final Map<Key, Suspicion> byKey = new ConcurrentHashMap<>();

  /**
   * @param lastGood what the Envoy that refused has in its place, if known
   */
  void raise(VersionedResource refused, @Nullable VersionedResource lastGood) {
    byKey.compute(
        key(refused),
        (key, before) -> {
          if (before != null && before.version.equals(refused.version()) && lastGood == null) {
            return before;
          }
          return before != null || byKey.size() < LIMIT
              ? new Suspicion(refused.version(), lastGood)
              : null;
        });
  }

  void accepted(VersionedResource resource) {
    if (!byKey.isEmpty() && covers(resource)) {
      byKey.remove(key(resource));
    }
  }

  boolean covers(VersionedResource resource) {
    if (byKey.isEmpty()) {
      return false;
    }
    Suspicion suspicion = byKey.get(key(resource));
    return suspicion != null && suspicion.version.equals(resource.version());
  }

  /** What an Envoy that has nothing may have in place of a resource that it refuses as well. */
  @Nullable VersionedResource lastGood(VersionedResource refused) {
    Suspicion suspicion = byKey.get(key(refused));
    return suspicion == null ? null : suspicion.lastGood;
  }

  /** Forgets what is not published any more. */
  void retain(Snapshot snapshot) {
    byKey
        .entrySet()
        .removeIf(
            entry -> {
              VersionedResource published =
                  snapshot.find(entry.getKey().typeUrl, entry.getKey().name);
              return published == null || !published.version().equals(entry.getValue().version);
            });
  }

  private static Key key(VersionedResource resource) {
    return new Key(resource.typeUrl(), resource.name());
  }
}
