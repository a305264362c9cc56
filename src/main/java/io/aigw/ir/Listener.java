package io.aigw.ir;

import java.util.List;

/**
 * A port with everything that is reachable there.
 *
 * @param port as the Gateway names it, 1 to 65535; what an Envoy binds may differ
 * @param virtualHosts ordered by key; the one for requests without a known model is always there
 * @param models what {@code GET /v1/models} lists, one catalogue per set of hosts, most specific
 *     hosts first
 */
public record Listener(int port, List<VirtualHost> virtualHosts, List<ModelCatalogue> models) {
  public Listener {
    virtualHosts = List.copyOf(virtualHosts);
    models = List.copyOf(models);
  }
}
