package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An EndpointSlice: addresses of a Service. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record EndpointSlice(
    Metadata metadata, String addressType, List<Port> ports, List<Endpoint> endpoints)
    implements ApiObject {

  /** The label that names the Service. */
  public static final String SERVICE_LABEL = "kubernetes.io/service-name";

  public EndpointSlice(
      Metadata metadata,
      @Nullable String addressType,
      @Nullable List<Port> ports,
      @Nullable List<Endpoint> endpoints) {
    this.metadata = metadata;
    this.addressType = or(addressType, "IPv4");
    this.ports = list(ports);
    this.endpoints = list(endpoints);
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Port(String name, int port, String protocol) {
    public Port(@Nullable String name, int port, @Nullable String protocol) {
      this.name = or(name, "");
      this.port = port;
      this.protocol = or(protocol, "TCP");
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Endpoint(List<String> addresses, Conditions conditions) {
    public Endpoint(@Nullable List<String> addresses, @Nullable Conditions conditions) {
      this.addresses = list(addresses);
      this.conditions = or(conditions, new Conditions(null));
    }
  }

  /**
   * An endpoint's state.
   *
   * @param ready unknown means ready, as the Kubernetes API has it
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Conditions(Boolean ready) {
    public Conditions(@Nullable Boolean ready) {
      this.ready = or(ready, true);
    }
  }

  /** The name of the Service it belongs to; empty where it belongs to none. */
  public String service() {
    return metadata.labels().getOrDefault(SERVICE_LABEL, "");
  }

  @Override
  public Kind kind() {
    return Kind.ENDPOINT_SLICE;
  }
}
