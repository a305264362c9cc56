package io.aigw.resource;

import io.aigw.api.ApiObject;
import io.aigw.api.EndpointSlice;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * All objects of one round, immutable and indexed. Iteration is in the order of {@link ObjectKey},
 * so that the same objects give the same output in any JVM.
 */
public final class ResourceSet {

  private final Map<Kind, Map<String, Map<String, ApiObject>>> objects;
  private final Map<String, List<EndpointSlice>> slicesByService;
  private final Set<Kind> missingKinds;

  private ResourceSet(Collection<? extends ApiObject> all, Set<Kind> missingKinds) {
    objects = new EnumMap<>(Kind.class);
    slicesByService = new HashMap<>();
    for (ApiObject object : all) {
      objects
          .computeIfAbsent(object.kind(), kind -> new TreeMap<>())
          .computeIfAbsent(object.metadata().namespace(), namespace -> new TreeMap<>())
          .put(object.metadata().name(), object);
    }
    for (EndpointSlice slice : all(EndpointSlice.class, Kind.ENDPOINT_SLICE)) {
      slicesByService
          .computeIfAbsent(
              slice.metadata().namespace() + "/" + slice.service(), key -> new ArrayList<>())
          .add(slice);
    }
    this.missingKinds = Set.copyOf(missingKinds);
  }

  public static ResourceSet of(Collection<? extends ApiObject> objects) {
    return new ResourceSet(objects, EnumSet.noneOf(Kind.class));
  }

  /**
   * The objects of a source that does not know some kinds at all.
   *
   * @param missingKinds kinds whose definition is not installed, which messages can then name as
   *     the reason
   */
  public static ResourceSet of(Collection<? extends ApiObject> objects, Set<Kind> missingKinds) {
    return new ResourceSet(objects, missingKinds);
  }

  /** The object of this identity and record type. */
  public <T extends ApiObject> Optional<T> get(Class<T> type, ObjectKey key) {
    return Optional.ofNullable(
            objects
                .getOrDefault(key.kind(), Map.of())
                .getOrDefault(key.namespace(), Map.of())
                .get(key.name()))
        .map(type::cast);
  }

  /** All objects of a kind, ordered by namespace and name. */
  public <T extends ApiObject> List<T> all(Class<T> type, Kind kind) {
    return objects.getOrDefault(kind, Map.of()).values().stream()
        .flatMap(byName -> byName.values().stream())
        .map(type::cast)
        .toList();
  }

  /** The objects of a kind in one namespace, ordered by name. */
  public <T extends ApiObject> List<T> in(Class<T> type, Kind kind, String namespace) {
    return objects.getOrDefault(kind, Map.of()).getOrDefault(namespace, Map.of()).values().stream()
        .map(type::cast)
        .toList();
  }

  /** The EndpointSlices of a Service, ordered by name. */
  public List<EndpointSlice> endpointSlices(String namespace, String service) {
    return Collections.unmodifiableList(
        slicesByService.getOrDefault(namespace + "/" + service, List.of()));
  }

  /** Whether the kind's definition is not installed in the source. */
  public boolean isMissing(Kind kind) {
    return missingKinds.contains(kind);
  }

  /** The number of objects. */
  public int size() {
    return objects.values().stream()
        .flatMap(byNamespace -> byNamespace.values().stream())
        .mapToInt(Map::size)
        .sum();
  }
}
