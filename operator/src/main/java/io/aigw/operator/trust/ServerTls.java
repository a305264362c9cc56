package io.aigw.operator.trust;

import io.aigw.operator.trust.Issuer.Purpose;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The TLS of the server that Envoys connect to: it shows a certificate of the controller's, and
 * asks for one of the same authority. What it shows and whom it trusts may change at any time,
 * which connections that stand do not notice; before there is an authority none is made.
 * Threadsafe.
 */
public final class ServerTls {

  private static final ApplicationProtocolConfig HTTP_2 =
      new ApplicationProtocolConfig(
          Protocol.ALPN,
          SelectorFailureBehavior.NO_ADVERTISE,
          SelectedListenerFailureBehavior.ACCEPT,
          ApplicationProtocolNames.HTTP_2);

  private final InstantSource clock;
  private final Shown shown = new Shown();
  private final Trusted trusted = new Trusted();
  private @Nullable Authority authority;

  public ServerTls(InstantSource clock) {
    this.clock = clock;
  }

  /** This is the authority from now on; to be said again from time to time: certificates end. */
  public synchronized void follow(Authority current) {
    Credential own = shown.current;
    if (own == null || own.isDue(clock.instant()) || !current.signed(own.certificate())) {
      shown.show(
          Issuer.leaf(current.signer(), Identities.CONTROLLER, Purpose.SERVER, clock.instant()));
    }
    if (!current.equals(authority)) {
      trusted.trust(current.trusted());
      authority = current;
    }
  }

  /** Whether there is an authority, so that connections can be made. */
  public synchronized boolean ready() {
    return authority != null;
  }

  /**
   * For a gRPC server. Made of the JDK's own: Netty's builder for servers first tries out, with
   * keys that it reads for that, something that matters to clients alone: 0.14 s of a start.
   */
  public SslContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {shown}, new TrustManager[] {trusted}, null);
      return new JdkSslContext(
          context,
          false,
          null, // all ciphers that TLS 1.3 has
          IdentityCipherSuiteFilter.INSTANCE,
          HTTP_2,
          ClientAuth.REQUIRE,
          new String[] {"TLSv1.3"},
          false);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * A handshake asks for name, chain and key one after the other: they must be of one credential.
   */
  private static final class Shown extends X509ExtendedKeyManager {

    /** By serial number. */
    private final ConcurrentMap<String, Credential> known = new ConcurrentHashMap<>();

    private volatile @Nullable Credential current;

    void show(Credential next) {
      Credential before = current;
      known.put(alias(next), next);
      current = next;
      known.values().retainAll(before == null ? List.of(next) : List.of(before, next));
    }

    private static String alias(Credential credential) {
      return credential.certificate().getSerialNumber().toString(16);
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
        String keyType, Principal @Nullable [] issuers, SSLEngine engine) {
      Credential now = current;
      return now != null && keyType.equals(now.key().getAlgorithm()) ? alias(now) : null;
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
      Credential credential = known.get(alias);
      return credential == null ? null : new X509Certificate[] {credential.certificate()};
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
      Credential credential = known.get(alias);
      return credential == null ? null : credential.key();
    }

    @Override
    public @Nullable String chooseServerAlias(
        String keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
        String[] keyType, Principal @Nullable [] issuers, Socket socket) {
      return null;
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
      return null;
    }
  }

  /** Who a client is, the door asks; here, whether it is somebody at all. */
  private static final class Trusted extends X509ExtendedTrustManager {

    private volatile @Nullable X509ExtendedTrustManager current;

    void trust(List<X509Certificate> certificates) {
      try {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        for (int i = 0; i < certificates.size(); i++) {
          store.setCertificateEntry("authority-" + i, certificates.get(i));
        }
        TrustManagerFactory factory =
            TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        current = (X509ExtendedTrustManager) factory.getTrustManagers()[0];
      } catch (GeneralSecurityException | IOException e) {
        throw new IllegalStateException(e);
      }
    }

    private X509ExtendedTrustManager current() throws CertificateException {
      X509ExtendedTrustManager now = current;
      if (now == null) {
        throw new CertificateException("there is no authority yet");
      }
      return now;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      current().checkClientTrusted(chain, authType, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      current().checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      current().checkClientTrusted(chain, authType, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("this is a server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      throw new CertificateException("this is a server");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0]; // clients have one certificate; there is nothing to choose
    }
  }
}
