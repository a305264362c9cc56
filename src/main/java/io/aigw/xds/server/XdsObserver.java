package io.aigw.xds.server;

import java.util.List;

/**
 * Is told what becomes of publications. Calls come one at a time, in order, on a thread that
 * belongs to no stream: an observer that blocks delays only later calls.
 */
public interface XdsObserver {

  /** Takes no notice of anything. */
  XdsObserver NONE = new XdsObserver() {};

  /** Tells several observers, one after the other. */
  static XdsObserver all(List<? extends XdsObserver> observers) {
    return new ObserverList(List.copyOf(observers));
  }

  /** An Envoy opened its stream and said who it is. */
  default void connected(String group, String node) {}

  /** An Envoy's stream has ended. */
  default void disconnected(String group, String node) {}

  /** An Envoy was sent a response: so many resources of a type, and names of some that are gone. */
  default void told(String group, String typeUrl, int resources, int removals) {}

  /**
   * All connected Envoys of the group, one at least, have answered everything of this publication
   * that they asked for. Told for the newest such publication only, so numbers may be skipped; a
   * resource that an Envoy refused was told before.
   */
  default void acknowledged(String group, long publication) {}

  /**
   * An Envoy has answered everything of this publication that it asked for; what it refused of it
   * was told before.
   */
  default void settled(String group, String node, long publication) {}

  /** An Envoy refused a resource; told once per stream and content. */
  default void rejected(Rejection rejection) {}

  /** An Envoy accepted a newer version of a resource that it had refused. */
  default void recovered(String group, String node, String typeUrl, String resource) {}
}
