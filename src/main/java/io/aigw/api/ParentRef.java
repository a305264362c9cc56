package io.aigw.api;

import static io.aigw.api.Defaults.or;

import org.jspecify.annotations.Nullable;

/**
 * Where a route wants to attach.
 *
 * @param namespace empty: the route's own
 * @param sectionName the listener; empty: every listener
 * @param port 0: every port
 */
public record ParentRef(
    String group, String kind, String namespace, String name, String sectionName, int port) {
  public ParentRef(
      @Nullable String group,
      @Nullable String kind,
      @Nullable String namespace,
      @Nullable String name,
      @Nullable String sectionName,
      int port) {
    this.group = or(group, "gateway.networking.k8s.io");
    this.kind = or(kind, "Gateway");
    this.namespace = or(namespace, "");
    this.name = or(name, "");
    this.sectionName = or(sectionName, "");
    this.port = port;
  }
}
