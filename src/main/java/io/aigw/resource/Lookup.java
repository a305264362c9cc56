package io.aigw.resource;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import java.util.List;
import java.util.Optional;

/**
 * What can be looked up in a round's objects. There is no way to list them all: whoever asked for
 * that would have to be asked again after every change.
 */
public interface Lookup {

  /** The object of this identity and record type. */
  <T extends ApiObject> Optional<T> get(Class<T> type, ObjectKey key);

  /** The objects of a type on a topic, ordered by namespace and name. */
  <T extends ApiObject> List<T> about(Class<T> type, Topic topic);

  /** The newer version of an object that does not take effect; empty where it is the newest. */
  Optional<Withheld> withheld(ObjectKey key);

  /** Whether the kind's definition is not installed in the source. */
  boolean isMissing(Kind kind);
}
