package io.aigw.ir;

import io.aigw.collection.OrderedMap;
import java.util.Optional;

/**
 * The models that the routes of one host offer. Clients of a host can ask for those of all
 * catalogues that cover it; of entries for the same model the most specific host's counts.
 *
 * @param host as in {@link RouteMatch#host}
 * @param models by id
 */
public record ModelCatalogue(Optional<String> host, OrderedMap<String, Model> models) {

  /**
   * A model as {@code GET /v1/models} lists it.
   *
   * @param created seconds since the epoch
   */
  public record Model(String id, String ownedBy, long created) {}

  /** Whether a host, in lower case and without its port, is one of these. */
  public boolean covers(String name) {
    return host.map(
            own -> own.equals(name) || (own.startsWith("*.") && name.endsWith(own.substring(1))))
        .orElse(true);
  }
}
