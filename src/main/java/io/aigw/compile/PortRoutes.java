package io.aigw.compile;

import com.google.re2j.Pattern;
import io.aigw.compile.CompiledRoute.Entry;
import io.aigw.ir.Action;
import io.aigw.ir.ModelCatalogue;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.Route;
import io.aigw.ir.RouteMatch;
import io.aigw.ir.Scope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Sorts all that is attached to a port into scopes by model. A request that finds no route in its
 * model's scope falls through to the scope of everything else; so only those rules without a model
 * are repeated in a model's scope which outrank one of its own.
 */
final class PortRoutes {

  /** Any text, with line breaks. */
  private static final ModelMatch ANY_MODEL = new ModelMatch.Regex("(?s).*");

  private final List<Attachment> attachments;

  PortRoutes(Collection<Attachment> attachments) {
    this.attachments = attachments.stream().sorted(Attachment.PRECEDENCE).toList();
  }

  /** The scopes: that of everything else first, then by model. */
  List<Scope> scopes() {
    Placement placement = new Placement();
    attachments.forEach(placement::place);
    return placement.result();
  }

  /** Where each route goes: to the scope of a model, or to that of everything else. */
  private static final class Placement {

    private final SortedMap<String, List<Placed>> byModel = new TreeMap<>();
    private final List<Placed> general = new ArrayList<>();
    private int placed;

    private record Placed(int order, Route route) {}

    void place(Attachment attachment) {
      Entry entry = attachment.entry();
      switch (entry.model().orElse(null)) {
        case ModelMatch.Exact(String model) -> forModel(attachment, model);
        case ModelMatch.Regex regex -> {
          Pattern pattern = Pattern.compile(regex.pattern());
          entry.action().poolModels().stream()
              .filter(pattern::matches)
              .forEach(model -> forModel(attachment, model));
          general(attachment, Optional.of(regex), entry.action().ofOtherModels());
        }
        case null -> {
          entry.action().poolModels().forEach(model -> forModel(attachment, model));
          Action ofOtherModels = entry.action().ofOtherModels();
          Action ofNoModel = entry.action().ofNoModel();
          if (!ofOtherModels.equals(ofNoModel)) {
            general(attachment, Optional.of(ANY_MODEL), ofOtherModels);
          }
          general(attachment, Optional.empty(), ofNoModel);
        }
      }
    }

    private void forModel(Attachment attachment, String model) {
      Action action = attachment.entry().action().of(model);
      byModel
          .computeIfAbsent(model, key -> new ArrayList<>())
          .add(
              new Placed(
                  placed++, route(attachment, Optional.of(new ModelMatch.Exact(model)), action)));
    }

    private void general(Attachment attachment, Optional<ModelMatch> model, Action action) {
      general.add(new Placed(placed++, route(attachment, model, action)));
    }

    private static Route route(Attachment attachment, Optional<ModelMatch> model, Action action) {
      Entry entry = attachment.entry();
      return new Route(
          entry.name(), new RouteMatch(attachment.host(), model, entry.headers()), action);
    }

    List<Scope> result() {
      List<Scope> result = new ArrayList<>();
      result.add(new Scope(Optional.empty(), general.stream().map(Placed::route).toList()));
      byModel.forEach(
          (model, own) -> result.add(new Scope(Optional.of(model), merged(model, own))));
      return result;
    }

    private List<Route> merged(String model, List<Placed> own) {
      int last = own.getLast().order;
      Stream<Placed> outranking =
          general.stream()
              .takeWhile(placed -> placed.order < last)
              .filter(placed -> counts(placed.route.match(), model))
              .map(placed -> new Placed(placed.order, forModelAlone(placed.route, model)));
      return Stream.concat(own.stream(), outranking)
          .sorted(Comparator.comparingInt(Placed::order))
          .map(Placed::route)
          .toList();
    }

    private static boolean counts(RouteMatch match, String model) {
      return match
          .model()
          .map(
              condition ->
                  switch (condition) {
                    case ModelMatch.Exact(String exact) -> exact.equals(model);
                    case ModelMatch.Regex(String regex) -> Pattern.matches(regex, model);
                  })
          .orElse(true);
    }

    /**
     * The route with the model for a condition: a scope is found by the model as text, which a
     * request may also have that has a number, or none.
     */
    private static Route forModelAlone(Route route, String model) {
      RouteMatch match = route.match();
      return new Route(
          route.name(),
          new RouteMatch(match.host(), Optional.of(new ModelMatch.Exact(model)), match.headers()),
          route.action());
    }
  }

  /**
   * What {@code GET /v1/models} lists for each host, most specific host first; always ends with any
   * host.
   */
  List<ModelCatalogue> catalogues() {
    TreeSet<Optional<String>> hosts = new TreeSet<>(Hosts.MOST_SPECIFIC_FIRST);
    hosts.add(Optional.empty());
    attachments.forEach(attachment -> hosts.add(attachment.host()));
    return hosts.stream().map(host -> new ModelCatalogue(host, models(host))).toList();
  }

  private List<ModelCatalogue.Model> models(Optional<String> host) {
    SortedMap<String, ModelCatalogue.Model> models = new TreeMap<>();
    for (Attachment attachment : attachments) {
      if (Hosts.covers(attachment.host(), host)) {
        Entry entry = attachment.entry();
        served(entry)
            .forEach(
                model ->
                    models.putIfAbsent(
                        model, new ModelCatalogue.Model(model, entry.ownedBy(), entry.created())));
      }
    }
    return List.copyOf(models.values());
  }

  /** The models that can be told by name and lead somewhere. */
  private static Stream<String> served(Entry entry) {
    Stream<String> named =
        switch (entry.model().orElse(null)) {
          case ModelMatch.Exact(String model) -> Stream.of(model);
          case ModelMatch.Regex(String regex) -> {
            Pattern pattern = Pattern.compile(regex);
            yield entry.action().poolModels().stream().filter(pattern::matches);
          }
          case null -> entry.action().poolModels().stream();
        };
    return named.filter(model -> leadsSomewhere(entry.action().of(model)));
  }

  private static boolean leadsSomewhere(Action action) {
    return action instanceof Action.Forward forward
        && forward.targets().stream().anyMatch(target -> target.cluster().isPresent());
  }
}
