package io.aigw.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.xds.server.ProxyState;
import io.aigw.xds.server.Rejection;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class XdsMetricsTest {

  private static final String CLUSTER = "type.googleapis.com/envoy.config.cluster.v3.Cluster";

  private static final Rejection REJECTION =
      new Rejection("ns/a", "e1", CLUSTER, List.of("backend/ns/b"), "no");

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final XdsMetrics metrics = new XdsMetrics(registry);

  @Test
  void showsHowThingsStandWithTheEnvoysOfEachGateway() throws IOException {
    metrics.show(
        () ->
            List.of(
                proxy("ns/a", false, List.of(REJECTION)),
                proxy("ns/a", true, List.of()),
                proxy("ns/b", true, List.of())));

    assertThat(text())
        .contains(
            "aigw_xds_envoys{gateway=\"ns/a\"} 2.0",
            "aigw_xds_envoys{gateway=\"ns/b\"} 1.0",
            "aigw_xds_envoys_in_sync{gateway=\"ns/a\"} 1.0",
            "aigw_xds_resources{gateway=\"ns/a\",type=\"Cluster\"} 14.0",
            "aigw_xds_refused_resources{gateway=\"ns/a\",type=\"Cluster\"} 1.0");
  }

  @Test
  void countsWhatIsSentByType() throws IOException {
    metrics.told("ns/a", CLUSTER, 3, 1);
    metrics.told("ns/a", CLUSTER, 1, 0);

    assertThat(text())
        .contains(
            "aigw_xds_pushes_total{gateway=\"ns/a\",type=\"Cluster\"} 2.0",
            "aigw_xds_pushed_resources_total{gateway=\"ns/a\",type=\"Cluster\"} 5.0");
  }

  @Test
  void countsWhatIsRefused() throws IOException {
    metrics.rejected(REJECTION);
    metrics.rejected(REJECTION);

    assertThat(text()).contains("aigw_xds_rejections_total{gateway=\"ns/a\",type=\"Cluster\"} 2.0");
  }

  private String text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8);
  }

  private static ProxyState proxy(String group, boolean inSync, List<Rejection> refused) {
    Map<String, ProxyState.Type> types = Map.of(CLUSTER, new ProxyState.Type(1, 7, 0, 2, 8, 1, 0));
    return new ProxyState("e", group, Instant.EPOCH, 1, inSync, types, refused, null);
  }
}
