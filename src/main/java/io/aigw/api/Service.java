package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.map;
import static io.aigw.api.Defaults.or;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Service: the names of ports, and (for what plays the cluster) what it selects. Addresses come
 * from EndpointSlices.
 */
public record Service(Metadata metadata, Spec spec) implements ApiObject {

  /**
   * The parts that the gateway reads.
   *
   * @param ipFamilies {@code IPv4} or {@code IPv6}, first the one that the Service prefers; empty
   *     where the source does not say
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(
      String type, List<Port> ports, Map<String, String> selector, List<String> ipFamilies) {
    public Spec(
        @Nullable String type,
        @Nullable List<Port> ports,
        @Nullable Map<String, String> selector,
        @Nullable List<String> ipFamilies) {
      this.type = or(type, "ClusterIP");
      this.ports = list(ports);
      this.selector = map(selector);
      this.ipFamilies = list(ipFamilies);
    }
  }

  /**
   * A port.
   *
   * @param name may be empty where there is only one
   * @param targetPort a number or a container port's name; absent: the port
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Port(
      String name, int port, @Nullable Object targetPort, String protocol, String appProtocol) {
    public Port(
        @Nullable String name,
        int port,
        @Nullable Object targetPort,
        @Nullable String protocol,
        @Nullable String appProtocol) {
      this.name = or(name, "");
      this.port = port;
      this.targetPort = targetPort;
      this.protocol = or(protocol, "TCP");
      this.appProtocol = or(appProtocol, "");
    }
  }

  @Override
  public Kind kind() {
    return Kind.SERVICE;
  }
}
