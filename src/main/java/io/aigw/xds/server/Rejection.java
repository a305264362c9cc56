package io.aigw.xds.server;

import java.util.List;

/**
 * What an Envoy refused. The Envoy keeps the last version of the resource that it accepted, and is
 * not asked again before the content changes.
 *
 * @param group the group of the Envoy
 * @param node the identifier of the Envoy
 * @param typeUrl the type of the resource
 * @param resources the name of the guilty resource; several where the Envoy refuses all it is given
 *     of this type, so that it is the Envoy that is to blame
 * @param message what the Envoy said
 */
public record Rejection(
    String group, String node, String typeUrl, List<String> resources, String message) {

  public Rejection {
    resources = List.copyOf(resources);
  }
}
