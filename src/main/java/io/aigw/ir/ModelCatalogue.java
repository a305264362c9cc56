package io.aigw.ir;

import java.util.List;

/**
 * The models that clients of these hosts can ask for.
 *
 * @param hosts empty: any host
 * @param models ordered by id
 */
public record ModelCatalogue(List<String> hosts, List<Model> models) {

  /**
   * A model as {@code GET /v1/models} lists it.
   *
   * @param created seconds since the epoch
   */
  public record Model(String id, String ownedBy, long created) {}

  public ModelCatalogue {
    hosts = List.copyOf(hosts);
    models = List.copyOf(models);
  }
}
