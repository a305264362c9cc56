package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.kubernetes.infrastructure.Parameters.Autoscaling;
import io.aigw.operator.kubernetes.infrastructure.Parameters.ServiceParameters;
import io.aigw.operator.kubernetes.infrastructure.Parameters.ServiceType;
import io.aigw.operator.kubernetes.infrastructure.Parameters.Workload;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads parameters as strictly as they can be read: a key that is unknown or a value that does not
 * fit is named, not passed over.
 */
final class ParameterReader {

  private static final String WORKLOAD = "workload";
  private static final String REPLICAS = "replicas";
  private static final String HPA_MIN = "hpaMinReplicas";
  private static final String HPA_MAX = "hpaMaxReplicas";
  private static final String HPA_CPU = "hpaTargetCpuPercent";
  private static final String ENVOY_IMAGE = "envoyImage";
  private static final String WORKERS = "workers";
  private static final String RESOURCES = "resources";
  private static final String DRAIN_SECONDS = "drainSeconds";
  private static final String SERVICE_TYPE = "serviceType";
  private static final String SERVICE_ANNOTATIONS = "serviceAnnotations";
  private static final String LOAD_BALANCER_CLASS = "loadBalancerClass";
  private static final String EXTERNAL_TRAFFIC_POLICY = "externalTrafficPolicy";

  private static final Set<String> KEYS =
      Set.of(
          WORKLOAD,
          REPLICAS,
          HPA_MIN,
          HPA_MAX,
          HPA_CPU,
          ENVOY_IMAGE,
          WORKERS,
          RESOURCES,
          DRAIN_SECONDS,
          SERVICE_TYPE,
          SERVICE_ANNOTATIONS,
          LOAD_BALANCER_CLASS,
          EXTERNAL_TRAFFIC_POLICY);

  private final Map<String, String> data;
  private final List<String> problems = new ArrayList<>();

  private ParameterReader(Map<String, String> data) {
    this.data = data;
  }

  /**
   * What came of reading.
   *
   * @param problems for the author; where there are any, the parameters are not to be used
   */
  record Result(Parameters parameters, List<String> problems) {}

  /** Reads what a ConfigMap holds; what it does not say is as by default. */
  static Result read(Map<String, String> data) {
    ParameterReader reader = new ParameterReader(data);
    Parameters parameters = reader.parameters();
    new TreeMap<>(data)
        .keySet().stream()
            .filter(key -> !KEYS.contains(key))
            .forEach(key -> reader.problems.add("%s: no such parameter".formatted(key)));
    return new Result(parameters, List.copyOf(reader.problems));
  }

  private Parameters parameters() {
    Parameters defaults = Parameters.DEFAULTS;
    int replicas = number(REPLICAS, 1, 1_000).orElse(defaults.replicas());
    Workload workload = oneOf(WORKLOAD, List.of(Workload.values())).orElse(defaults.workload());
    Map<String, Map<String, String>> resources = resources();
    return new Parameters(
        workload,
        replicas,
        autoscaling(replicas, workload),
        text(ENVOY_IMAGE),
        number(WORKERS, 1, 1_000),
        resources.isEmpty() ? defaults.requests() : resources.getOrDefault("requests", Map.of()),
        resources.getOrDefault("limits", Map.of()),
        number(DRAIN_SECONDS, 0, 86_400).orElse(defaults.drainSeconds()),
        new ServiceParameters(
            serviceType(),
            annotations(),
            text(LOAD_BALANCER_CLASS),
            oneOf(EXTERNAL_TRAFFIC_POLICY, List.of("Cluster", "Local"))));
  }

  private Optional<Autoscaling> autoscaling(int replicas, Workload workload) {
    OptionalInt most = number(HPA_MAX, 1, 1_000);
    int least = number(HPA_MIN, 1, 1_000).orElse(replicas);
    int cpu = number(HPA_CPU, 1, 1_000).orElse(80);
    if (most.isEmpty()) {
      for (String key : List.of(HPA_MIN, HPA_CPU)) {
        if (data.containsKey(key) && !data.containsKey(HPA_MAX)) {
          problems.add("%s: without effect as long as there is no %s".formatted(key, HPA_MAX));
        }
      }
      return Optional.empty();
    }
    if (workload == Workload.DAEMON_SET) {
      problems.add("%s: a DaemonSet has one Envoy on each node".formatted(HPA_MAX));
    }
    if (most.getAsInt() < least) {
      problems.add("%s: less than the smallest number, %d".formatted(HPA_MAX, least));
    }
    return Optional.of(new Autoscaling(least, most.getAsInt(), cpu));
  }

  private ServiceType serviceType() {
    return oneOf(SERVICE_TYPE, List.of(ServiceType.values()))
        .orElse(Parameters.DEFAULTS.service().type());
  }

  private Map<String, String> annotations() {
    return tree(SERVICE_ANNOTATIONS)
        .map(tree -> scalars(SERVICE_ANNOTATIONS, tree))
        .orElse(Map.of());
  }

  /** {@code requests} and {@code limits}, those that are given. */
  private Map<String, Map<String, String>> resources() {
    Map<String, Map<String, String>> resources = new TreeMap<>();
    tree(RESOURCES)
        .ifPresent(
            tree ->
                tree.forEach(
                    (kind, amounts) -> {
                      if (!Set.of("requests", "limits").contains(String.valueOf(kind))
                          || !(amounts instanceof Map<?, ?> map)) {
                        problems.add(
                            "%s: %s is neither a map of requests nor of limits"
                                .formatted(RESOURCES, kind));
                      } else {
                        Map<String, String> quantities = scalars(RESOURCES, map);
                        quantities.forEach(this::checkQuantity);
                        resources.put(String.valueOf(kind), quantities);
                      }
                    }));
    return resources;
  }

  private void checkQuantity(String resource, String amount) {
    try {
      new Quantity(amount).getNumericalAmount();
    } catch (IllegalArgumentException | ArithmeticException e) {
      problems.add("%s: '%s' is no amount of %s".formatted(RESOURCES, amount, resource));
    }
  }

  private OptionalInt number(String key, int least, int most) {
    Optional<Integer> number =
        value(
            key,
            text -> {
              int value = Integer.parseInt(text);
              return value < least || value > most ? null : value;
            },
            "a whole number from %,d to %,d".formatted(least, most));
    return number.isPresent() ? OptionalInt.of(number.get()) : OptionalInt.empty();
  }

  private Optional<String> text(String key) {
    return value(key, text -> text.isEmpty() || text.contains(" ") ? null : text, "a name");
  }

  /** One of these, by the text that it is written as. */
  private <T> Optional<T> oneOf(String key, List<T> values) {
    return value(
        key,
        text ->
            values.stream().filter(value -> value.toString().equals(text)).findFirst().orElse(null),
        "one of " + values.stream().map(String::valueOf).collect(Collectors.joining(", ")));
  }

  private Optional<Map<?, ?>> tree(String key) {
    return value(
        key,
        text ->
            new Load(LoadSettings.builder().setLabel(key).build()).loadFromString(text)
                    instanceof Map<?, ?> map
                ? map
                : null,
        "a map in YAML");
  }

  private Map<String, String> scalars(String key, Map<?, ?> tree) {
    tree.forEach(
        (name, value) -> {
          if (value == null || value instanceof Map || value instanceof List) {
            problems.add("%s: %s has no simple value".formatted(key, name));
          }
        });
    return tree.entrySet().stream()
        .collect(
            Collectors.toMap(
                entry -> String.valueOf(entry.getKey()),
                entry -> String.valueOf(entry.getValue()),
                (one, other) -> other,
                TreeMap::new));
  }

  /** Reads a value; one that gives null or an exception is a problem. */
  private <T> Optional<T> value(String key, Function<String, @Nullable T> reading, String wanted) {
    String text = data.get(key);
    if (text == null) {
      return Optional.empty();
    }
    try {
      T value = reading.apply(text.strip());
      if (value != null) {
        return Optional.of(value);
      }
    } catch (NumberFormatException | YamlEngineException e) {
      // told as what it should be
    }
    problems.add("%s: must be %s".formatted(key, wanted));
    return Optional.empty();
  }
}
