package io.aigw.xds.translate;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import io.aigw.ir.TlsServer;
import io.aigw.ir.UpstreamTls;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.DownstreamTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters.TlsProtocol;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;

/** TLS, 1.2 or 1.3, with clients and with endpoints. */
final class TlsTranslator {

  private static final TlsParameters VERSIONS =
      TlsParameters.newBuilder()
          .setTlsMinimumProtocolVersion(TlsProtocol.TLSv1_2)
          .setTlsMaximumProtocolVersion(TlsProtocol.TLSv1_3)
          .build();

  private TlsTranslator() {}

  /**
   * With endpoints, whose certificates are always verified.
   *
   * @param protocol by its name in ALPN
   * @param systemAuthorities a file that Envoy reads where the system's are trusted
   */
  static TransportSocket upstream(UpstreamTls tls, String protocol, String systemAuthorities) {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder().setTlsParams(VERSIONS).addAlpnProtocols(protocol);
    return switch (tls) {
      case UpstreamTls.Verified verified -> {
        validate(common, verified, systemAuthorities);
        yield socket(
            UpstreamTlsContext.newBuilder()
                .setSni(verified.serverName())
                .setCommonTlsContext(common)
                .build());
      }
      case UpstreamTls.Unverified() ->
          socket(UpstreamTlsContext.newBuilder().setCommonTlsContext(common).build());
    };
  }

  private static void validate(
      CommonTlsContext.Builder common, UpstreamTls.Verified tls, String systemAuthorities) {
    CertificateValidationContext.Builder validation = CertificateValidationContext.newBuilder();
    tls.names().forEach(name -> validation.addMatchTypedSubjectAltNames(matcher(name)));
    tls.authorities()
        .ifPresentOrElse(
            authorities ->
                common.setCombinedValidationContext(
                    CommonTlsContext.CombinedCertificateValidationContext.newBuilder()
                        .setDefaultValidationContext(validation)
                        .setValidationContextSdsSecretConfig(
                            SecretTranslator.reference(authorities))),
            () ->
                common.setValidationContext(
                    validation.setTrustedCa(
                        DataSource.newBuilder().setFilename(systemAuthorities))));
  }

  private static SubjectAltNameMatcher matcher(UpstreamTls.Name name) {
    var matcher = SubjectAltNameMatcher.newBuilder();
    return switch (name) {
      case UpstreamTls.Name.Host(String host) ->
          matcher
              .setSanType(SubjectAltNameMatcher.SanType.DNS)
              .setMatcher(RouteTranslator.exact(host))
              .build();
      case UpstreamTls.Name.Uri(String uri) ->
          matcher
              .setSanType(SubjectAltNameMatcher.SanType.URI)
              .setMatcher(RouteTranslator.exact(uri))
              .build();
    };
  }

  /** With clients: HTTP/2 for those that can, else HTTP/1.1. */
  static TransportSocket downstream(TlsServer server) {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder()
            .setTlsParams(VERSIONS)
            .addAlpnProtocols("h2")
            .addAlpnProtocols("http/1.1");
    server
        .certificates()
        .forEach(
            name -> common.addTlsCertificateSdsSecretConfigs(SecretTranslator.reference(name)));
    return socket(DownstreamTlsContext.newBuilder().setCommonTlsContext(common).build());
  }

  private static TransportSocket socket(Message context) {
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(Any.pack(context))
        .build();
  }
}
