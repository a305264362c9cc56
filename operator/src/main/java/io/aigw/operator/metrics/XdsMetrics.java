package io.aigw.operator.metrics;

import io.aigw.xds.server.ProxyState;
import io.aigw.xds.server.Rejection;
import io.aigw.xds.server.XdsObserver;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What becomes of configuration at the Envoys, by Gateway and type of resource. Threadsafe. */
public final class XdsMetrics implements XdsObserver {

  private static final String GATEWAY = "gateway";
  private static final String TYPE = "type";

  private final PrometheusRegistry registry;
  private final Counter pushes;
  private final Counter pushed;
  private final Counter rejections;

  public XdsMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    this.pushes = counter("aigw_xds_pushes_total", "Responses that Envoys were sent");
    this.pushed =
        counter(
            "aigw_xds_pushed_resources_total",
            "Resources and removals in the responses that Envoys were sent");
    this.rejections =
        counter(
            "aigw_xds_rejections_total",
            "Resources that an Envoy refused when it was told of them");
  }

  private Counter counter(String name, String help) {
    return Counter.builder().name(name).help(help).labelNames(GATEWAY, TYPE).register(registry);
  }

  @Override
  public void told(String group, String typeUrl, int resources, int removals) {
    pushes.labelValues(group, type(typeUrl)).inc();
    pushed.labelValues(group, type(typeUrl)).inc(resources + removals);
  }

  @Override
  public void rejected(Rejection rejection) {
    rejections
        .labelValues(rejection.group(), type(rejection.typeUrl()))
        .inc(Math.max(1, rejection.resources().size()));
  }

  /**
   * Shows how things stand.
   *
   * @param proxies the Envoys that are connected, asked for at each scrape
   */
  public void show(Supplier<List<ProxyState>> proxies) {
    perGateway("aigw_xds_envoys", "Envoys that are connected", proxies, proxy -> 1);
    perGateway(
        "aigw_xds_envoys_in_sync",
        "Connected Envoys that have taken everything of the newest configuration",
        proxies,
        proxy -> proxy.inSync() ? 1 : 0);
    perType(
        "aigw_xds_resources", "Resources that connected Envoys have", () -> held(proxies.get()));
    perType(
        "aigw_xds_refused_resources",
        "Resources of which Envoys keep an older version because they refuse the newest",
        () -> refused(proxies.get()));
  }

  private void perType(String name, String help, Supplier<Map<Labels, Long>> counts) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(GATEWAY, TYPE)
        .callback(
            gauge -> counts.get().forEach((of, count) -> gauge.call(count, of.gateway, of.type)))
        .register(registry);
  }

  private void perGateway(
      String name,
      String help,
      Supplier<List<ProxyState>> proxies,
      ToLongFunction<ProxyState> count) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .labelNames(GATEWAY)
        .callback(
            gauge -> {
              Map<String, Long> sums = new TreeMap<>();
              for (ProxyState proxy : proxies.get()) {
                sums.merge(proxy.group(), count.applyAsLong(proxy), Long::sum);
              }
              sums.forEach((gateway, sum) -> gauge.call(sum, gateway));
            })
        .register(registry);
  }

  private record Labels(String gateway, String type) {}

  private static Map<Labels, Long> held(List<ProxyState> proxies) {
    Map<Labels, Long> counts = new HashMap<>();
    for (ProxyState proxy : proxies) {
      proxy
          .types()
          .forEach(
              (url, has) ->
                  counts.merge(new Labels(proxy.group(), type(url)), (long) has.held(), Long::sum));
    }
    return counts;
  }

  private static Map<Labels, Long> refused(List<ProxyState> proxies) {
    Map<Labels, Long> counts = new HashMap<>();
    for (ProxyState proxy : proxies) {
      for (Rejection rejection : proxy.refused()) {
        counts.merge(new Labels(proxy.group(), type(rejection.typeUrl())), 1L, Long::sum);
      }
    }
    return counts;
  }

  private static String type(String url) {
    return url.substring(url.lastIndexOf('.') + 1);
  }
}
