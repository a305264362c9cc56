package io.aigw.compile;

import com.google.re2j.Pattern;
import io.aigw.compile.CompiledRoute.Entry;
import io.aigw.ir.Action;
import io.aigw.ir.ModelCatalogue;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** An entry of a route at a port, for one host. */
record Attachment(Port port, Rank rank, Entry entry) {

  /** Any text, with line breaks. */
  private static final ModelMatch.Regex ANY_MODEL = new ModelMatch.Regex("(?s).*");

  /** The models that it can tell by name: each has a route of its own. */
  Collection<String> models() {
    return switch (entry.model().orElse(null)) {
      case ModelMatch.Exact(String model) -> List.of(model);
      case ModelMatch.Regex(String regex) -> {
        Pattern pattern = Re2.compile(regex);
        yield entry.action().poolModels().stream()
            .filter(model -> Re2.matches(pattern, model))
            .toList();
      }
      case null -> entry.action().poolModels();
    };
  }

  /** The route of one of its {@link #models}. */
  Route of(String model) {
    return route(Optional.of(new ModelMatch.Exact(model)), entry.action().of(model));
  }

  /** The routes for all that has no route of its own. */
  List<GeneralRoute> general() {
    return switch (entry.model().orElse(null)) {
      case ModelMatch.Exact(String model) -> List.of();
      case ModelMatch.Regex regex -> List.of(ofOtherModels(regex));
      case null -> {
        List<GeneralRoute> routes = new ArrayList<>();
        Action ofNoModel = entry.action().ofNoModel();
        if (!entry.action().ofOtherModels().equals(ofNoModel)) {
          routes.add(ofOtherModels(ANY_MODEL));
        }
        routes.add(new GeneralRoute(route(Optional.empty(), ofNoModel), Optional.empty()));
        yield routes;
      }
    };
  }

  private GeneralRoute ofOtherModels(ModelMatch.Regex regex) {
    return new GeneralRoute(
        route(Optional.of(regex), entry.action().ofOtherModels()),
        Optional.of(Re2.compile(regex.pattern())));
  }

  private Route route(Optional<ModelMatch> model, Action action) {
    return new Route(entry.name(), new RouteMatch(rank.host(), model, entry.headers()), action);
  }

  /** The models that are listed for clients: those that lead somewhere. */
  List<ModelCatalogue.Model> listed() {
    return models().stream()
        .filter(model -> leadsSomewhere(entry.action().of(model)))
        .map(model -> new ModelCatalogue.Model(model, entry.ownedBy(), entry.created()))
        .toList();
  }

  private static boolean leadsSomewhere(Action action) {
    return action instanceof Action.Forward forward
        && forward.targets().stream().anyMatch(target -> target.cluster().isPresent());
  }

  /**
   * A route that is not of one model.
   *
   * @param models which it takes; empty: all, and requests without one
   */
  record GeneralRoute(Route route, Optional<Pattern> models) {

    boolean takes(String model) {
      return models.map(pattern -> Re2.matches(pattern, model)).orElse(true);
    }

    /**
     * The route with the model for a condition: a scope is found by the model as text, which a
     * request may also have that has a number, or none.
     */
    Route forModelAlone(String model) {
      RouteMatch match = route.match();
      return new Route(
          route.name(),
          new RouteMatch(match.host(), Optional.of(new ModelMatch.Exact(model)), match.headers()),
          route.action());
    }
  }
}
