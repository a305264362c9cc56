package io.aigw.operator.bootstrap;

import com.google.protobuf.UInt32Value;
import com.google.protobuf.util.Durations;
import io.envoyproxy.envoy.config.bootstrap.v3.Admin;
import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import io.envoyproxy.envoy.config.cluster.v3.Cluster;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.HealthCheck;
import io.envoyproxy.envoy.config.route.v3.DirectResponseAction;
import io.envoyproxy.envoy.config.route.v3.HeaderMatcher;
import io.envoyproxy.envoy.config.route.v3.Route;
import io.envoyproxy.envoy.config.route.v3.RouteMatch;
import io.envoyproxy.envoy.extensions.filters.common.fault.v3.FaultDelay;
import io.envoyproxy.envoy.extensions.filters.http.fault.v3.HTTPFault;
import io.envoyproxy.envoy.extensions.filters.http.lua.v3.Lua;
import io.envoyproxy.envoy.extensions.filters.network.http_connection_manager.v3.HttpFilter;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import io.envoyproxy.envoy.type.v3.FractionalPercent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The configuration of an Envoy that is no proxy: it has the Envoy beside it drain, waits until
 * that one has no connections, and ends. Where an image holds nothing but Envoy (no shell, no
 * client), this is how a {@code preStop} hook gets something done.
 *
 * <p>It is started by the check of its own health, which asks its listener; a script answers. What
 * is asked of the other Envoy goes through that one's administration socket.
 */
public final class DrainBootstrap {

  /** How long the rest of a cluster takes to learn that an endpoint goes. */
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private static final String TO_DRAIN = "envoy";
  private static final String SELF = "self";
  private static final String OWN_ADMIN = "self-admin";

  private DrainBootstrap() {}

  /**
   * The configuration.
   *
   * @param admin the administration socket of the Envoy to drain
   * @param directory for sockets of its own
   * @param atMost after this long it ends, whatever is open
   */
  public static Bootstrap of(Address.Socket admin, Path directory, Duration atMost) {
    Address ownAdmin = new Address.Socket(directory.resolve("drain-admin.sock"));
    Address listener = new Address.Socket(directory.resolve("drain.sock"));
    return Bootstrap.newBuilder()
        .setAdmin(Admin.newBuilder().setAddress(EnvoyBootstrap.address(ownAdmin)))
        .setStaticResources(
            Bootstrap.StaticResources.newBuilder()
                .addClusters(PlainHttp.cluster(TO_DRAIN, admin))
                .addClusters(PlainHttp.cluster(OWN_ADMIN, ownAdmin))
                .addClusters(trigger(listener))
                .addListeners(
                    PlainHttp.listener(
                        "drain", listener, List.of(pause(), script(atMost)), nothing())))
        .build();
  }

  /** Asks until somebody answers, which is once. */
  private static Cluster trigger(Address listener) {
    com.google.protobuf.Duration soon = Durations.fromMillis(100);
    return PlainHttp.cluster(SELF, listener).toBuilder()
        .addHealthChecks(
            HealthCheck.newBuilder()
                .setTimeout(Durations.fromHours(24))
                .setInterval(soon)
                .setNoTrafficInterval(soon)
                .setUnhealthyThreshold(UInt32Value.of(1))
                .setHealthyThreshold(UInt32Value.of(1))
                .setHttpHealthCheck(HealthCheck.HttpHealthCheck.newBuilder().setPath("/drain")))
        // what is asked of itself must get through, whatever its health
        .setCommonLbConfig(
            Cluster.CommonLbConfig.newBuilder()
                .setHealthyPanicThreshold(
                    io.envoyproxy.envoy.type.v3.Percent.newBuilder().setValue(100)))
        .build();
  }

  private static HttpFilter pause() {
    return PlainHttp.filter(
        "envoy.filters.http.fault",
        HTTPFault.newBuilder()
            .addHeaders(
                HeaderMatcher.newBuilder()
                    .setName(":path")
                    .setStringMatch(StringMatcher.newBuilder().setExact("/pause")))
            .setDelay(
                FaultDelay.newBuilder()
                    .setFixedDelay(Durations.fromMillis(500))
                    .setPercentage(FractionalPercent.newBuilder().setNumerator(100)))
            .build());
  }

  private static HttpFilter script(Duration atMost) {
    String script =
        """
      local function ask(handle, cluster, method, path)
        local headers = {[":method"] = method, [":path"] = path, [":authority"] = "drain"}
        return handle:httpCall(cluster, headers, "", 5000)
      end

      local function connections(handle)
        local filter = "^http\\\\.http-[0-9]*\\\\.downstream_cx_active$"
        local _, text = ask(handle, "%1$s", "GET", "/stats?filter=" .. filter)
        local sum = 0
        for value in string.gmatch(text or "", ": (%%d+)") do
          sum = sum + tonumber(value)
        end
        return sum
      end

      function envoy_on_request(handle)
        if handle:headers():get(":path") ~= "/drain" then
          return
        end
        local began = os.time()
        ask(handle, "%1$s", "POST", "/healthcheck/fail")
        repeat
          ask(handle, "%2$s", "GET", "/pause")
          local elapsed = os.time() - began
        until elapsed >= %4$d or (elapsed >= %5$d and connections(handle) == 0)
        ask(handle, "%3$s", "POST", "/quitquitquit")
      end
      """
            .formatted(
                TO_DRAIN,
                SELF,
                OWN_ADMIN,
                atMost.toSeconds(),
                Math.min(SETTLING.toSeconds(), atMost.toSeconds()));
    return PlainHttp.filter(
        "envoy.filters.http.lua",
        Lua.newBuilder()
            .setDefaultSourceCode(DataSource.newBuilder().setInlineString(script))
            .build());
  }

  private static Route nothing() {
    return Route.newBuilder()
        .setMatch(RouteMatch.newBuilder().setPrefix("/"))
        .setDirectResponse(DirectResponseAction.newBuilder().setStatus(200))
        .build();
  }
}
