package io.aigw.ir;

import io.aigw.collection.OrderedMap;
import java.util.List;

/**
 * A port with everything that is reachable there.
 *
 * @param port as the Gateway names it, 1 to 65535; what an Envoy binds may differ
 * @param tls for whom which certificates are there; empty: plain text. Of several that cover a host
 *     the most specific one serves
 * @param ahead routes that a request's head alone decides, and before all that need its body
 * @param general the scope of everything else
 * @param byModel the other scopes, by {@link Scope#model}
 * @param models what {@code GET /v1/models} lists, one catalogue per host that has some, most
 *     specific hosts first
 */
public record Listener(
    int port,
    List<TlsServer> tls,
    Scope ahead,
    Scope general,
    OrderedMap<String, Scope> byModel,
    List<ModelCatalogue> models) {

  public Listener {
    tls = List.copyOf(tls);
    models = List.copyOf(models);
  }

  /** A listener in plain text, all of whose routes come after the body. */
  public Listener(
      int port, Scope general, OrderedMap<String, Scope> byModel, List<ModelCatalogue> models) {
    this(port, List.of(), Scope.NONE, general, byModel, models);
  }
}
