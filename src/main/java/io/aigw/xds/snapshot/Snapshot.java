package io.aigw.xds.snapshot;

import java.util.Collection;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that the Envoys of one group should know. Immutable; resources that did not change are
 * the same instances as before.
 */
public final class Snapshot {

  /** A snapshot without resources. */
  public static final Snapshot EMPTY = new Snapshot(new TreeMap<>());

  private final SortedMap<String, SortedMap<String, VersionedResource>> byType;

  private Snapshot(SortedMap<String, SortedMap<String, VersionedResource>> byType) {
    this.byType = byType;
  }

  /** A snapshot of these resources; of two with the same type and name the later one counts. */
  public static Snapshot of(Collection<VersionedResource> resources) {
    SortedMap<String, SortedMap<String, VersionedResource>> byType = new TreeMap<>();
    for (VersionedResource resource : resources) {
      byType
          .computeIfAbsent(resource.typeUrl(), type -> new TreeMap<>())
          .put(resource.name(), resource);
    }
    return new Snapshot(byType);
  }

  /** The resources of a type by name, ordered; empty where there are none. */
  public SortedMap<String, VersionedResource> resources(String typeUrl) {
    return Collections.unmodifiableSortedMap(byType.getOrDefault(typeUrl, new TreeMap<>()));
  }

  /** The types of which there are resources. */
  public Collection<String> types() {
    return Collections.unmodifiableSet(byType.keySet());
  }
}
