package io.aigw.ir;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Who chooses the endpoint of each request to a pool, where that is not the cluster by itself. */
public sealed interface Picker {

  /**
   * A Service that speaks the endpoint picker protocol.
   *
   * @param cluster the name of its {@link Cluster}
   * @param failsOpen whether a request goes on without its choice when it cannot be asked
   */
  record External(String cluster, boolean failsOpen) implements Picker {}

  /**
   * The gateway's own, which knows what the servers say of themselves.
   *
   * @param pool the name of the pool's cluster
   * @param policy how it chooses
   * @param sheddable whether a request may be refused where there is no room
   * @param objectives for requests that name one of these, the same instead of {@code sheddable}
   * @param model what the servers are asked for; empty: whatever the request's body names
   * @param failsOpen as above
   */
  record BuiltIn(
      String pool,
      String policy,
      boolean sheddable,
      SortedMap<String, Boolean> objectives,
      Optional<String> model,
      boolean failsOpen)
      implements Picker {

    public BuiltIn {
      objectives = Collections.unmodifiableSortedMap(new TreeMap<>(objectives));
    }

    /** The same for requests for a model. */
    public BuiltIn of(String servedModel, boolean mayBeRefused) {
      return new BuiltIn(
          pool, policy, mayBeRefused, objectives, Optional.of(servedModel), failsOpen);
    }
  }

  /**
   * Envoy itself, by what requests have in common.
   *
   * @param header whose value is the session's name; requests without it go anywhere
   */
  record Session(String header) implements Picker {}
}
