package io.aigw.decide;

import io.aigw.pick.Pool;
import io.aigw.route.ModelRenaming;
import io.aigw.route.WeightedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an endpoint picker knows of its pool at one moment.
 *
 * @param pool its endpoints, and how one of them is chosen
 * @param models those that it serves, by the names that clients use; empty: any, as servers know
 *     them
 * @param rewrites under which names servers are asked for other models; such a model is served
 * @param objectives whether requests that name one may be refused, whatever their model is
 * @param sessionHeader the header by whose value requests are kept together, in lower case
 * @param newcomers those endpoints that are not chosen yet where there are others
 */
public record ServedPool(
    Pool pool,
    Optional<Map<String, ServedModel>> models,
    ModelRenaming rewrites,
    Map<String, Boolean> objectives,
    String sessionHeader,
    Newcomers newcomers) {

  public ServedPool {
    models = models.map(Map::copyOf);
    objectives = Map.copyOf(objectives);
  }

  /** Whether what a request asks for has to be known, whatever else is. */
  boolean mustReadModels() {
    return models.isPresent() || !rewrites.isEmpty();
  }

  /** Whether a choice is better if it is known what a request asks for. */
  boolean readsModels() {
    return mustReadModels() || pool.needsSignals();
  }

  /**
   * What a request asks for; empty if the pool does not serve that.
   *
   * @param model as the request's body names it; empty if it names none
   */
  Optional<ServedModel> model(String model) {
    Optional<ServedModel> known = models.map(all -> all.get(model));
    if (known.isPresent()) {
      return known;
    }
    List<WeightedName> names = model.isEmpty() ? List.of() : rewrites.names(model);
    return models.isPresent() && names.isEmpty()
        ? Optional.empty()
        : Optional.of(new ServedModel(false, names));
  }
}
