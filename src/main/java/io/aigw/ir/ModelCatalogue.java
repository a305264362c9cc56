package io.aigw.ir;

import java.util.List;
import java.util.Optional;

/**
 * The models that clients of a host can ask for.
 *
 * @param host as in {@link RouteMatch#host}
 * @param models ordered by id
 */
public record ModelCatalogue(Optional<String> host, List<Model> models) {

  /**
   * A model as {@code GET /v1/models} lists it.
   *
   * @param created seconds since the epoch
   */
  public record Model(String id, String ownedBy, long created) {}

  public ModelCatalogue {
    models = List.copyOf(models);
  }
}
