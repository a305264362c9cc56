package io.aigw.xds.snapshot;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything that the Envoys of one group should know. Immutable; resources that did not change are
 * the same instances as before.
 *
 * <p>A snapshot that was made from another one by {@link #next} shares what did not change with it:
 * making it and comparing the two cost what has changed, not what there is.
 */
public final class Snapshot {

  /** A snapshot without resources. */
  public static final Snapshot EMPTY = new Snapshot(Map.of());

  private final Map<String, ResourceMap> byType;

  private Snapshot(Map<String, ResourceMap> byType) {
    this.byType = byType;
  }

  /** A snapshot of these resources; of two with the same type and name the later one counts. */
  public static Snapshot of(Collection<VersionedResource> resources) {
    Builder builder = EMPTY.next();
    resources.forEach(builder::put);
    return builder.build();
  }

  /** Starts the next snapshot, which has all that this one has until told otherwise. */
  public Builder next() {
    return new Builder(this);
  }

  /** The resource, or null where there is none. */
  public @Nullable VersionedResource find(String typeUrl, String name) {
    return map(typeUrl).get(name);
  }

  /** The resources of a type by name, ordered; a copy, made for each call. */
  public SortedMap<String, VersionedResource> resources(String typeUrl) {
    SortedMap<String, VersionedResource> resources = new TreeMap<>();
    forEach(typeUrl, resource -> resources.put(resource.name(), resource));
    return Collections.unmodifiableSortedMap(resources);
  }

  /** Tells the resources of a type in the order of their names. */
  public void forEach(String typeUrl, Consumer<? super VersionedResource> consumer) {
    map(typeUrl).forEach(consumer);
  }

  /** The types of which there are resources. */
  public Collection<String> types() {
    return Collections.unmodifiableSet(byType.keySet());
  }

  /** Tells the names of the resources of a type that are not the same in the other snapshot. */
  public void differences(Snapshot other, String typeUrl, Consumer<? super String> names) {
    ResourceMap.differences(map(typeUrl), other.map(typeUrl), names);
  }

  private ResourceMap map(String typeUrl) {
    return byType.getOrDefault(typeUrl, ResourceMap.EMPTY);
  }

  /** Collects the changes that lead from one snapshot to the next; not for concurrent use. */
  public static final class Builder {

    private final Snapshot previous;
    private final Map<String, ResourceMap> byType;
    private boolean changed;

    private Builder(Snapshot previous) {
      this.previous = previous;
      this.byType = new TreeMap<>(previous.byType);
    }

    /** Adds a resource, or takes it in place of the one with its type and name. */
    public Builder put(VersionedResource resource) {
      ResourceMap before = byType.getOrDefault(resource.typeUrl(), ResourceMap.EMPTY);
      return replace(resource.typeUrl(), before, before.with(resource));
    }

    /** Leaves a resource out; nothing happens where there is none. */
    public Builder remove(String typeUrl, String name) {
      ResourceMap before = byType.getOrDefault(typeUrl, ResourceMap.EMPTY);
      return replace(typeUrl, before, before.without(name));
    }

    /** The next snapshot; the previous one itself where nothing is different. */
    public Snapshot build() {
      return changed ? new Snapshot(new TreeMap<>(byType)) : previous;
    }

    private Builder replace(String typeUrl, ResourceMap before, ResourceMap after) {
      if (after != before) {
        changed = true;
        if (after.isEmpty()) {
          byType.remove(typeUrl);
        } else {
          byType.put(typeUrl, after);
        }
      }
      return this;
    }
  }
}
