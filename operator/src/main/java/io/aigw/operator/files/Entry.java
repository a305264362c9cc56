package io.aigw.operator.files;

import io.aigw.api.ApiObject;
import java.util.Map;
import java.util.function.ToIntFunction;

/**
 * An object of a file.
 *
 * @param id {@code kind namespace/name}: what an object is known by
 * @param tree as it is written, for telling what changed
 * @param lineOf finds the line of one of its fields, by its path
 */
record Entry(
    String id,
    Content content,
    Map<String, Object> tree,
    Place place,
    ToIntFunction<String> lineOf) {

  /** Where one of its fields is. */
  Place placeOf(String field) {
    return new Place(place.file(), lineOf.applyAsInt(field));
  }

  /** What the object is. */
  sealed interface Content {}

  /** Something that the gateway reads. */
  record Resource(ApiObject object) implements Content {}

  /** Something that would run in a cluster. */
  record Workload(Deployment deployment) implements Content {}
}
