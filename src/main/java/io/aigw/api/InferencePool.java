package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.map;
import static io.aigw.api.Defaults.or;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The inference extension's InferencePool (v1). */
public record InferencePool(Metadata metadata, Spec spec) implements Pool {

  /**
   * What is wanted.
   *
   * @param appProtocol {@code http} (default) or {@code kubernetes.io/h2c}
   * @param endpointPickerRef absent: nobody is named
   */
  public record Spec(
      Selector selector,
      List<Port> targetPorts,
      String appProtocol,
      @Nullable EndpointPickerRef endpointPickerRef) {
    public Spec(
        @Nullable Selector selector,
        @Nullable List<Port> targetPorts,
        @Nullable String appProtocol,
        @Nullable EndpointPickerRef endpointPickerRef) {
      this.selector = or(selector, new Selector(null));
      this.targetPorts = list(targetPorts);
      this.appProtocol = or(appProtocol, "http");
      this.endpointPickerRef = endpointPickerRef;
    }
  }

  public record Selector(Map<String, String> matchLabels) {
    public Selector(@Nullable Map<String, String> matchLabels) {
      this.matchLabels = map(matchLabels);
    }
  }

  public record Port(int number) {}

  /**
   * Who picks the endpoint.
   *
   * @param failureMode {@code FailClose} (default) or {@code FailOpen}
   */
  public record EndpointPickerRef(
      String group, String kind, String name, @Nullable Port port, String failureMode) {
    public EndpointPickerRef(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String name,
        @Nullable Port port,
        @Nullable String failureMode) {
      this.group = or(group, "");
      this.kind = or(kind, "Service");
      this.name = or(name, "");
      this.port = port;
      this.failureMode = or(failureMode, "FailClose");
    }
  }

  @Override
  public Map<String, String> selector() {
    return spec.selector().matchLabels();
  }

  @Override
  public List<Integer> targetPorts() {
    return spec.targetPorts().stream().map(Port::number).toList();
  }

  @Override
  public boolean http2() {
    return spec.appProtocol().equals("kubernetes.io/h2c");
  }

  @Override
  public Optional<Picker> picker() {
    EndpointPickerRef ref = spec.endpointPickerRef();
    return ref == null
        ? Optional.empty()
        : Optional.of(
            new Picker(
                ref.group(),
                ref.kind(),
                ref.name(),
                ref.port() == null ? 0 : ref.port().number(),
                ref.failureMode()));
  }

  @Override
  public Kind kind() {
    return Kind.INFERENCE_POOL;
  }
}
