package io.aigw.operator.bootstrap;

import com.google.protobuf.Any;
import com.google.protobuf.UInt32Value;
import io.aigw.operator.trust.Identities;
import io.envoyproxy.envoy.config.core.v3.ApiVersion;
import io.envoyproxy.envoy.config.core.v3.ConfigSource;
import io.envoyproxy.envoy.config.core.v3.DataSource;
import io.envoyproxy.envoy.config.core.v3.PathConfigSource;
import io.envoyproxy.envoy.config.core.v3.TransportSocket;
import io.envoyproxy.envoy.config.core.v3.WatchedDirectory;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CertificateValidationContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.CommonTlsContext;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SdsSecretConfig;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.Secret;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.SubjectAltNameMatcher;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsCertificate;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.TlsParameters;
import io.envoyproxy.envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.type.matcher.v3.StringMatcher;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The TLS of an Envoy's connection to its controller: both show a certificate of one authority. */
public final class XdsTransport {

  private static final String CERTIFICATE = "xds-certificate";
  private static final String AUTHORITY = "xds-authority";

  private XdsTransport() {}

  static TransportSocket of(XdsTls tls, Address controller) {
    CommonTlsContext.Builder common =
        CommonTlsContext.newBuilder()
            .setTlsParams(
                TlsParameters.newBuilder()
                    .setTlsMinimumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3)
                    .setTlsMaximumProtocolVersion(TlsParameters.TlsProtocol.TLSv1_3))
            .addAlpnProtocols("h2");
    tls.secrets()
        .ifPresentOrElse(
            directory ->
                common
                    .addTlsCertificateSdsSecretConfigs(secret(directory, CERTIFICATE))
                    .setValidationContextSdsSecretConfig(secret(directory, AUTHORITY)),
            () ->
                common.addTlsCertificates(certificate(tls)).setValidationContext(validation(tls)));
    UpstreamTlsContext.Builder context =
        UpstreamTlsContext.newBuilder()
            .setCommonTlsContext(common)
            // a session that is resumed would outlive its certificate
            .setMaxSessionKeys(UInt32Value.of(0));
    if (controller instanceof Address.Tcp(String host, int _)
        && !EnvoyBootstrap.isIpAddress(host)) {
      context.setSni(host);
    }
    return TransportSocket.newBuilder()
        .setName("envoy.transport_sockets.tls")
        .setTypedConfig(Any.pack(context.build()))
        .build();
  }

  /** Files, by their names, of {@link XdsTls#secrets}: they do not change when certificates do. */
  public static SortedMap<String, String> secrets(XdsTls tls) {
    return new TreeMap<>(
        Map.of(
            file(CERTIFICATE),
            json(
                Secret.newBuilder()
                    .setName(CERTIFICATE)
                    .setTlsCertificate(
                        certificate(tls).toBuilder()
                            .setWatchedDirectory(watched(tls.certificate())))
                    .build()),
            file(AUTHORITY),
            json(
                Secret.newBuilder()
                    .setName(AUTHORITY)
                    .setValidationContext(
                        validation(tls).toBuilder().setWatchedDirectory(watched(tls.authority())))
                    .build())));
  }

  private static String json(Secret secret) {
    return EnvoyBootstrap.json(
        DiscoveryResponse.newBuilder().addResources(Any.pack(secret)).build());
  }

  private static String file(String secret) {
    return secret + ".json";
  }

  private static SdsSecretConfig secret(Path directory, String name) {
    return SdsSecretConfig.newBuilder()
        .setName(name)
        .setSdsConfig(
            ConfigSource.newBuilder()
                .setResourceApiVersion(ApiVersion.V3)
                .setPathConfigSource(
                    PathConfigSource.newBuilder()
                        .setPath(directory.resolve(file(name)).toString())))
        .build();
  }

  private static TlsCertificate certificate(XdsTls tls) {
    return TlsCertificate.newBuilder()
        .setCertificateChain(data(tls.certificate()))
        .setPrivateKey(data(tls.key()))
        .build();
  }

  private static CertificateValidationContext validation(XdsTls tls) {
    return CertificateValidationContext.newBuilder()
        .setTrustedCa(data(tls.authority()))
        .addMatchTypedSubjectAltNames(
            SubjectAltNameMatcher.newBuilder()
                .setSanType(SubjectAltNameMatcher.SanType.URI)
                .setMatcher(StringMatcher.newBuilder().setExact(Identities.CONTROLLER)))
        .build();
  }

  private static DataSource data(Path file) {
    return DataSource.newBuilder().setFilename(file.toString()).build();
  }

  private static WatchedDirectory watched(Path file) {
    return WatchedDirectory.newBuilder().setPath(String.valueOf(file.getParent())).build();
  }
}
