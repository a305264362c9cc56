package io.aigw.ir;

import io.aigw.collection.OrderedMap;
import java.util.List;

/**
 * A port with everything that is reachable there.
 *
 * @param port as the Gateway names it, 1 to 65535; what an Envoy binds may differ
 * @param general the scope of everything else
 * @param byModel the other scopes, by {@link Scope#model}
 * @param models what {@code GET /v1/models} lists, one catalogue per host that has some, most
 *     specific hosts first
 */
public record Listener(
    int port, Scope general, OrderedMap<String, Scope> byModel, List<ModelCatalogue> models) {
  public Listener {
    models = List.copyOf(models);
  }
}
