package io.aigw.xds.server;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which resources of a type an Envoy asked for. */
final class Interest {

  private static final String ALL = "*";

  private final Set<String> names = new HashSet<>();
  private boolean everything;

  /**
   * Takes the first request of a stream. One that names nothing asks for everything: so does Envoy
   * for listeners, clusters and scopes.
   */
  void begin(List<String> subscribed) {
    everything = subscribed.isEmpty();
  }

  void add(String name) {
    if (name.equals(ALL)) {
      everything = true;
    } else {
      names.add(name);
    }
  }

  void remove(String name) {
    if (name.equals(ALL)) {
      everything = false;
    } else {
      names.remove(name);
    }
  }

  boolean everything() {
    return everything;
  }

  /** Whether the name stands for everything. */
  boolean isEverything(String name) {
    return name.equals(ALL);
  }

  boolean covers(String name) {
    return everything || names(name);
  }

  /** Whether it was asked for by name, so that its absence is an answer too. */
  boolean names(String name) {
    return names.contains(name);
  }
}
