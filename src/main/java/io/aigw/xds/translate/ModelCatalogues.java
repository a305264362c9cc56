package io.aigw.xds.translate;

import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.ir.ModelCatalogue;
import io.aigw.ir.ModelCatalogue.Model;
import io.aigw.route.JsonText;
import io.aigw.route.ModelLists;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The lists of models of the plans that are published. A list is written when it is asked for, and
 * again only after a model came or went. Threadsafe.
 */
public final class ModelCatalogues implements ModelLists {

  private final Map<String, GatewayPlan> plans = new ConcurrentHashMap<>();
  private final Map<Place, Written> written = new ConcurrentHashMap<>();

  /** Hosts that are covered by the same catalogues, the most specific of which is this one's. */
  private record Place(String gateway, int port, Optional<String> host) {}

  private record Written(List<ModelCatalogue> of, String json) {}

  /** A listener's name, for {@link #of}. */
  static String listener(String gateway, int port) {
    return gateway + ":" + port;
  }

  /** This is what is served from now on. */
  public void publish(GatewayPlan plan) {
    plans.put(plan.gateway(), plan);
  }

  /** The Gateway is gone. */
  public void retire(String gateway) {
    plans.remove(gateway);
    written.keySet().removeIf(place -> place.gateway.equals(gateway));
  }

  @Override
  public @Nullable String of(String listener, String authority) {
    int colon = listener.lastIndexOf(':');
    GatewayPlan plan = plans.get(listener.substring(0, Math.max(colon, 0)));
    return plan == null
        ? null
        : plan.listeners().stream()
            .filter(one -> listener(plan.gateway(), one.port()).equals(listener))
            .findFirst()
            .map(one -> list(plan.gateway(), one, host(authority)))
            .orElse(null);
  }

  private static String host(String authority) {
    return authority.toLowerCase(Locale.ROOT).replaceFirst(":[0-9]+$", "");
  }

  private String list(String gateway, Listener listener, String host) {
    List<ModelCatalogue> covering =
        listener.models().stream().filter(catalogue -> catalogue.covers(host)).toList();
    Optional<String> first = covering.isEmpty() ? Optional.empty() : covering.getFirst().host();
    return written.compute(
            new Place(gateway, listener.port(), first),
            (place, known) ->
                known != null && known.of.equals(covering)
                    ? known
                    : new Written(covering, json(covering)))
        .json;
  }

  private static String json(List<ModelCatalogue> covering) {
    Map<String, Model> models = new TreeMap<>();
    covering.forEach(catalogue -> catalogue.models().forEach(models::putIfAbsent));
    StringBuilder json = new StringBuilder("{\"object\":\"list\",\"data\":[");
    String separator = "";
    for (Model model : models.values()) {
      json.append(separator).append("{\"id\":");
      JsonText.quote(model.id(), json);
      json.append(",\"object\":\"model\",\"created\":").append(model.created());
      json.append(",\"owned_by\":");
      JsonText.quote(model.ownedBy(), json);
      json.append('}');
      separator = ",";
    }
    return json.append("]}").toString();
  }
}
