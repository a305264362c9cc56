package io.aigw.operator.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a Deployment that playing the cluster needs; the gateway itself reads none.
 *
 * @param podLabels what Services select by
 * @param ports container ports that have a name
 */
public record Deployment(
    String namespace,
    String name,
    int replicas,
    Map<String, String> podLabels,
    Map<String, Integer> ports) {

  public Deployment {
    podLabels = Map.copyOf(podLabels);
    ports = Map.copyOf(ports);
  }

  /** As it is written. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Manifest(@Nullable Meta metadata, @Nullable Spec spec) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Meta(
        @Nullable String namespace, @Nullable String name, @Nullable Map<String, String> labels) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Spec(@Nullable Integer replicas, @Nullable Template template) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Template(@Nullable Meta metadata, @Nullable PodSpec spec) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record PodSpec(@Nullable List<Container> containers) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Container(@Nullable List<Port> ports) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Port(@Nullable String name, int containerPort) {}
  }

  static Deployment of(Manifest manifest, String namespace, String name) {
    Manifest.Spec spec = Objects.requireNonNullElse(manifest.spec(), new Manifest.Spec(null, null));
    Manifest.Template template =
        Objects.requireNonNullElse(spec.template(), new Manifest.Template(null, null));
    return new Deployment(
        namespace,
        name,
        Objects.requireNonNullElse(spec.replicas(), 1),
        template.metadata() == null
            ? Map.of()
            : Objects.requireNonNullElse(template.metadata().labels(), Map.of()),
        namedPorts(template.spec()));
  }

  private static Map<String, Integer> namedPorts(Manifest.@Nullable PodSpec pod) {
    if (pod == null || pod.containers() == null) {
      return Map.of();
    }
    Map<String, Integer> ports = new java.util.HashMap<>();
    for (Manifest.Container container : pod.containers()) {
      for (Manifest.Port port :
          Objects.requireNonNullElse(container.ports(), List.<Manifest.Port>of())) {
        if (port.name() != null) {
          ports.putIfAbsent(port.name(), port.containerPort());
        }
      }
    }
    return ports;
  }
}
