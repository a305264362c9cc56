package io.aigw.operator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.compile.Compilation;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ControlMetricsTest {

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final ControlMetrics metrics = new ControlMetrics(registry);

  @Test
  void countsRoundsPublicationsAndWhoLeads() throws IOException {
    metrics.changed();
    metrics.changed();
    Compilation result = metrics.compile(() -> Compilation.NONE);
    metrics.published(result);
    metrics.publication("ns/a");
    metrics.publication("ns/a");
    metrics.lead(true);

    assertThat(text())
        .contains(
            "aigw_compile_seconds_count 1",
            "aigw_change_age_seconds_count 1",
            "aigw_publications_total{gateway=\"ns/a\"} 2.0",
            "aigw_objects 0.0",
            "aigw_gateways 0.0",
            "aigw_leader 1.0");

    metrics.lead(false);
    assertThat(text()).contains("aigw_leader 0.0");
  }

  private String text() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrometheusTextFormatWriter.create().write(out, registry.scrape());
    return out.toString(StandardCharsets.UTF_8);
  }
}
