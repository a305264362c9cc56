package io.aigw.ir;

import java.util.List;

/**
 * A port with everything that is reachable there.
 *
 * @param port as the Gateway names it, 1 to 65535; what an Envoy binds may differ
 * @param scopes that of everything else first, then by model
 * @param models what {@code GET /v1/models} lists, one catalogue per set of hosts, most specific
 *     hosts first
 */
public record Listener(int port, List<Scope> scopes, List<ModelCatalogue> models) {
  public Listener {
    scopes = List.copyOf(scopes);
    models = List.copyOf(models);
  }
}
