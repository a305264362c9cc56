package io.aigw.xds.translate;

import io.aigw.ir.Secret;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.GenericSecret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;

/** Secrets, each a resource of its own: a new value touches neither cluster nor listener. */
final class SecretTranslator {

  private SecretTranslator() {}

  static io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret secret(
      String name, Secret secret) {
    var builder =
        io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret.newBuilder().setName(name);
    switch (secret) {
      case Secret.HeaderValue header ->
          builder.setGenericSecret(
              GenericSecret.newBuilder().setSecret(inline(header.value().reveal())));
      case Secret.Certificate certificate ->
          builder.setTlsCertificate(
              TlsCertificate.newBuilder()
                  .setCertificateChain(inline(certificate.chain()))
                  .setPrivateKey(inline(certificate.privateKey().reveal())));
      case Secret.Authorities authorities ->
          builder.setValidationContext(
              CertificateValidationContext.newBuilder()
                  .setTrustedCa(inline(authorities.certificates())));
    }
    return builder.build();
  }

  /** How a secret is referred to. */
  static SdsSecretConfig reference(String name) {
    return SdsSecretConfig.newBuilder().setName(name).setSdsConfig(ConfigSources.ADS).build();
  }

  private static DataSource inline(String text) {
    return DataSource.newBuilder().setInlineString(text).build();
  }
}
