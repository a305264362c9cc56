package io.aigw.operator.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.listener.v3.Filter;
import io.envoyproxy.envoy.config.listener.v3.FilterChain;
import io.envoyproxy.envoy.config.listener.v3.Listener;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteAction;
import io.envoyproxy.envoy.config.route.v3.RouteConfiguration;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.config.route.v3.VirtualHost;
import io.envoyproxy.envoy.extensions.filters.http.router.v3.Router;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import java.util.List;

/** Small listeners and clusters over HTTP/1.1, for what Envoys have to say about themselves. */
final class PlainHttp {

  private static final String READY = "/ready";

  private PlainHttp() {}

  static Cluster cluster(String name, Address address) {
    return EnvoyBootstrap.at(name, address).setConnectTimeout(Durations.fromSeconds(1)).build();
  }

  /** A listener on all addresses that lets nothing but readiness out of the administration. */
  static Listener readiness(int port, String adminCluster) {
    Route route =
        Route.newBuilder()
            .setMatch(RouteMatch.newBuilder().setPath(READY))
            .setRoute(RouteAction.newBuilder().setCluster(adminCluster))
            .build();
    return listener("ready", new Address.Tcp("0.0.0.0", port), List.of(), route);
  }

  /** A listener with one route. */
  static Listener listener(String name, Address address, List<HttpFilter> filters, Route route) {
    HttpConnectionManager manager =
        HttpConnectionManager.newBuilder()
            .setStatPrefix(name)
            .setStreamIdleTimeout(Durations.ZERO)
            .setRouteConfig(
                RouteConfiguration.newBuilder()
                    .addVirtualHosts(
                        VirtualHost.newBuilder().setName(name).addDomains("*").addRoutes(route)))
            .addAllHttpFilters(filters)
            .addHttpFilters(filter("envoy.filters.http.router", Router.getDefaultInstance()))
            .build();
    return Listener.newBuilder()
        .setName(name)
        .setAddress(EnvoyBootstrap.address(address))
        .addFilterChains(
            FilterChain.newBuilder()
                .addFilters(
                    Filter.newBuilder()
                        .setName("envoy.filters.network.http_connection_manager")
                        .setTypedConfig(Any.pack(manager))))
        .build();
  }

  static HttpFilter filter(String name, Message config) {
    return HttpFilter.newBuilder().setName(name).setTypedConfig(Any.pack(config)).build();
  }
}
