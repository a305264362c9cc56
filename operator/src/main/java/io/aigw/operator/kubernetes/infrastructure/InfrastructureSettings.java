package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.bootstrap.Address;

/**
 * What an installation decides about the Envoys that the program runs itself.
 *
 * @param image this program's own, for the processor beside an Envoy
 * @param envoyImage where parameters name no other
 * @param xds where those Envoys find this program
 * @param tls whether they connect over TLS, each Gateway's with a certificate of its own
 */
public record InfrastructureSettings(
    String image, String envoyImage, Address.Tcp xds, boolean tls) {

  public static final String DEFAULT_ENVOY_IMAGE = "docker.io/envoyproxy/envoy:distroless-v1.40.0";
}
