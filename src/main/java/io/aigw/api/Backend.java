package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Envoy Gateway's Backend: addresses outside of Services. */
public record Backend(Metadata metadata, Spec spec) implements ApiObject {

  /**
   * The parts that the gateway reads.
   *
   * @param other further fields of Envoy Gateway's schema, which have no effect here
   */
  public record Spec(
      String type,
      List<Endpoint> endpoints,
      @Nullable Object tls,
      @JsonAnySetter @JsonAnyGetter Map<String, Object> other) {
    public Spec(
        @Nullable String type,
        @Nullable List<Endpoint> endpoints,
        @Nullable Object tls,
        @JsonAnySetter @Nullable Map<String, Object> other) {
      this.type = or(type, "Endpoints");
      this.endpoints = list(endpoints);
      this.tls = tls;
      this.other = Defaults.map(other);
    }
  }

  /** Exactly one of the addresses is set. */
  public record Endpoint(
      @Nullable Fqdn fqdn,
      @Nullable Ip ip,
      @Nullable Object unix,
      @Nullable String zone,
      @Nullable String hostname) {}

  public record Fqdn(String hostname, int port) {
    public Fqdn(@Nullable String hostname, int port) {
      this.hostname = or(hostname, "");
      this.port = port;
    }
  }

  public record Ip(String address, int port) {
    public Ip(@Nullable String address, int port) {
      this.address = or(address, "");
      this.port = port;
    }
  }

  @Override
  public Kind kind() {
    return Kind.BACKEND;
  }
}
