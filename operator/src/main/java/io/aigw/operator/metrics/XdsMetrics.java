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
  private final Counter rejections;

  public XdsMetrics(PrometheusRegistry registry) {
    this.registry = registry;
    this.rejections =
        Counter.builder()
            .name("aigw_xds_rejections_total")
            .help("Resources that an Envoy refused when it was told of them")
            .labelNames(GATEWAY, TYPE)
            .register(registry);
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
    GaugeWithCallback.builder()
        .name("aigw_xds_refused_resources")
        .help("Resources of which Envoys keep an older version because they refuse the newest")
        .labelNames(GATEWAY, TYPE)
        .callback(
            gauge ->
                refused(proxies.get())
                    .forEach((of, count) -> gauge.call(count, of.gateway, of.type)))
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
