package io.aigw.operator.files;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a Deployment that playing the cluster needs; the gateway itself reads none.
 *
 * @param podLabels what Services select by
 * @param ports container ports that have a name
 * @param simulatorSettings environment variables of the containers that the simulated model server
 *     reads as its options: {@code SIMULATOR_…}
 */
public record Deployment(
    String namespace,
    String name,
    int replicas,
    Map<String, String> podLabels,
    Map<String, Integer> ports,
    Map<String, String> simulatorSettings) {

  private static final String SIMULATOR_PREFIX = "SIMULATOR_";

  public Deployment {
    podLabels = Map.copyOf(podLabels);
    ports = Map.copyOf(ports);
    simulatorSettings = Map.copyOf(simulatorSettings);
  }

  /** As it is written. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  record Manifest(@Nullable Spec spec) {

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Spec(@Nullable Integer replicas, @Nullable Template template) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Template(@Nullable PodMetadata metadata, @Nullable PodSpec spec) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record PodMetadata(@Nullable Map<String, String> labels) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record PodSpec(@Nullable List<Container> containers) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Container(@Nullable List<Port> ports, @Nullable List<Variable> env) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Port(@Nullable String name, int containerPort) {}

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Variable(@Nullable String name, @Nullable String value) {}
  }

  static Deployment of(Manifest manifest, String namespace, String name) {
    Optional<Manifest.Spec> spec = Optional.ofNullable(manifest.spec());
    Optional<Manifest.Template> template = spec.map(Manifest.Spec::template);
    List<Manifest.Container> containers =
        template.map(Manifest.Template::spec).map(Manifest.PodSpec::containers).orElse(List.of());
    Map<String, Integer> ports = new HashMap<>();
    Map<String, String> settings = new HashMap<>();
    for (Manifest.Container container : containers) {
      for (Manifest.Port port : orEmpty(container.ports())) {
        if (port.name() != null) {
          ports.putIfAbsent(port.name(), port.containerPort());
        }
      }
      for (Manifest.Variable variable : orEmpty(container.env())) {
        if (variable.name() != null
            && variable.value() != null
            && variable.name().startsWith(SIMULATOR_PREFIX)) {
          settings.putIfAbsent(variable.name(), variable.value());
        }
      }
    }
    return new Deployment(
        namespace,
        name,
        spec.map(Manifest.Spec::replicas).orElse(1),
        template
            .map(Manifest.Template::metadata)
            .map(Manifest.PodMetadata::labels)
            .orElse(Map.of()),
        ports,
        settings);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
