package io.aigw.decide;

import io.aigw.pick.Pool;
import java.util.Map;
import java.util.Optional;

/**
 * What an endpoint picker knows of its pool at one moment.
 *
 * @param pool its endpoints, and how one of them is chosen
 * @param models those that it serves, by the names that clients use; empty: any, as servers know
 *     them
 * @param sessionHeader the header by whose value requests are kept together, in lower case
 * @param newcomers those endpoints that are not chosen yet where there are others
 */
public record ServedPool(
    Pool pool,
    Optional<Map<String, ServedModel>> models,
    String sessionHeader,
    Newcomers newcomers) {

  public ServedPool {
    models = models.map(Map::copyOf);
  }

  /** Whether what a request asks for has to be known, whatever else is. */
  boolean mustReadModels() {
    return models.isPresent();
  }

  /** Whether a choice is better if it is known what a request asks for. */
  boolean readsModels() {
    return mustReadModels() || pool.needsSignals();
  }
}
