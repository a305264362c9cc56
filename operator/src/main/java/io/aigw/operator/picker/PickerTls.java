package io.aigw.operator.picker;

import io.aigw.operator.picker.PickerSettings.Encryption;
import io.aigw.operator.trust.Credential;
import io.aigw.operator.trust.Issuer;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The certificate that gateways are shown, and its renewal, which running connections outlast. */
final class PickerTls implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(PickerTls.class);

  private static final String SUBJECT = "urn:aigw:endpoint-picker";

  /** A certificate that the process makes lasts three times as long. */
  private static final long RENEWAL_DAYS = 10;

  private static final long LOOK_SECONDS = 10;

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("picker-tls").unstarted(task));
  private final Optional<SslContext> context;

  /**
   * Begins to look after it.
   *
   * @throws IOException if there is no certificate to be had, with a message for who named it
   */
  PickerTls(Encryption encryption) throws IOException {
    AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
    context =
        switch (encryption) {
          case Encryption.None() -> Optional.empty();
          case Encryption.SelfSigned() -> {
            renew(keys);
            var _ =
                thread.scheduleWithFixedDelay(
                    () -> renew(keys), RENEWAL_DAYS, RENEWAL_DAYS, TimeUnit.DAYS);
            yield Optional.of(context(keys));
          }
          case Encryption.Certificate(Path folder) -> {
            follow(keys, folder);
            yield Optional.of(context(keys));
          }
        };
  }

  /** For a gRPC server; empty: it is to speak in plain text. */
  Optional<SslContext> context() {
    return context;
  }

  private static void renew(AdvancedTlsX509KeyManager keys) {
    Instant now = Instant.now();
    Credential own = Issuer.leaf(Issuer.authority(now), SUBJECT, Issuer.Purpose.SERVER, now);
    keys.updateIdentityCredentials(new X509Certificate[] {own.certificate()}, own.key());
    log.atInfo().addKeyValue("until", own.end()).log("a certificate of its own");
  }

  private void follow(AdvancedTlsX509KeyManager keys, Path folder) throws IOException {
    try {
      var _ =
          keys.updateIdentityCredentials(
              folder.resolve("tls.crt").toFile(),
              folder.resolve("tls.key").toFile(),
              LOOK_SECONDS,
              TimeUnit.SECONDS,
              thread);
    } catch (IOException | GeneralSecurityException e) {
      throw new IOException(
          "tls.crt and tls.key in %s cannot be read: %s".formatted(folder, e.getMessage()), e);
    }
  }

  private static SslContext context(AdvancedTlsX509KeyManager keys) {
    try {
      return GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK).build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
