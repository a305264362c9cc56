package io.aigw.compile;

import com.google.re2j.Pattern;
import io.aigw.compile.CompiledRoute.Entry;
import io.aigw.compile.CompiledRoute.HeadEntry;
import io.aigw.compile.CompiledRoute.ModelEntry;
import io.aigw.ir.Action;
import io.aigw.ir.ModelCatalogue;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** An entry of a route at a port, for one host. */
record Attachment(Port port, Rank rank, Entry entry) {

  /** Any text, with line breaks. */
  private static final ModelMatch.Regex ANY_MODEL = new ModelMatch.Regex("(?s).*");

  /** What takes part in the list of models; empty for what has nothing to do with bodies. */
  private Optional<ModelEntry> ofModels() {
    return switch (entry) {
      case ModelEntry of -> Optional.of(of);
      case HeadEntry _ -> Optional.empty();
    };
  }

  /** Whether the body must be read to know whether a request is for it. */
  boolean readsBody() {
    return ofModels().isPresent();
  }

  /** The routes of each model that it can tell by name. */
  Map<String, Route> byModel() {
    return ofModels().map(this::byModel).orElse(Map.of());
  }

  private Map<String, Route> byModel(ModelEntry of) {
    Map<String, Route> routes = new TreeMap<>();
    for (String model : models(of)) {
      routes.put(model, route(of, Optional.of(new ModelMatch.Exact(model)), of.action().of(model)));
    }
    return routes;
  }

  private static Collection<String> models(ModelEntry of) {
    return switch (of.model().orElse(null)) {
      case ModelMatch.Exact(String model) -> List.of(model);
      case ModelMatch.Regex(String regex) -> {
        Pattern pattern = Re2.compile(regex);
        yield of.action().poolModels().stream()
            .filter(model -> Re2.matches(pattern, model))
            .toList();
      }
      case null -> of.action().poolModels();
    };
  }

  /** The routes for all that has no route of its own. */
  List<GeneralRoute> general() {
    return switch (entry) {
      case ModelEntry of -> general(of);
      case HeadEntry of ->
          List.of(
              new GeneralRoute(
                  new Route(of.name(), of.match().withHost(rank.host()), action(of.action())),
                  Optional.empty()));
    };
  }

  /** A client that is sent elsewhere stays at the listener's port where nothing else is said. */
  private Action action(Action action) {
    return action instanceof Action.Redirect to
            && to.port().isEmpty()
            && to.scheme().isEmpty()
            && port.number() != 80
            && port.number() != 443
        ? new Action.Redirect(
            to.scheme(), to.host(), Optional.of(port.number()), to.path(), to.status())
        : action;
  }

  private List<GeneralRoute> general(ModelEntry of) {
    return switch (of.model().orElse(null)) {
      case ModelMatch.Exact(String model) -> List.of();
      case ModelMatch.Regex regex -> List.of(ofOtherModels(of, regex));
      case null -> {
        List<GeneralRoute> routes = new ArrayList<>();
        Action ofNoModel = of.action().ofNoModel();
        if (!of.action().ofOtherModels().equals(ofNoModel)) {
          routes.add(ofOtherModels(of, ANY_MODEL));
        }
        routes.add(new GeneralRoute(route(of, Optional.empty(), ofNoModel), Optional.empty()));
        yield routes;
      }
    };
  }

  private GeneralRoute ofOtherModels(ModelEntry of, ModelMatch.Regex regex) {
    return new GeneralRoute(
        route(of, Optional.of(regex), of.action().ofOtherModels()),
        Optional.of(Re2.compile(regex.pattern())));
  }

  private Route route(ModelEntry of, Optional<ModelMatch> model, Action action) {
    return new Route(of.name(), new RouteMatch(rank.host(), model, of.headers()), action);
  }

  /** The models that are listed for clients: those that lead somewhere. */
  List<ModelCatalogue.Model> listed() {
    return ofModels()
        .map(
            of ->
                models(of).stream()
                    .filter(model -> leadsSomewhere(of.action().of(model)))
                    .map(model -> new ModelCatalogue.Model(model, of.ownedBy(), of.created()))
                    .toList())
        .orElse(List.of());
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
      return new Route(
          route.name(),
          route.match().withModel(Optional.of(new ModelMatch.Exact(model))),
          route.action());
    }
  }
}
