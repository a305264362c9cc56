package io.aigw.operator.trust;

import io.aigw.route.MetadataText;
import io.aigw.route.ModelLists;
import io.aigw.route.PickInstruction;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.accesslog.v3.StreamAccessLogsMessage;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiPredicate;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets an Envoy ask for its own Gateway and for no other: whatever names a Gateway, in whichever
 * service, has to name the one of the client's certificate. Stands before all services, so that
 * none has to remember it.
 */
public final class Door implements ServerInterceptor {

  private static final Logger log = LoggerFactory.getLogger(Door.class);

  private static final Metadata.Key<String> MODELS_OF =
      Metadata.Key.of(ModelLists.METADATA_KEY, Metadata.ASCII_STRING_MARSHALLER);

  private static final Metadata.Key<String> ENDPOINT_OF =
      Metadata.Key.of(PickInstruction.METADATA_KEY, Metadata.ASCII_STRING_MARSHALLER);

  private final BiPredicate<String, String> hasPool;

  /**
   * A door.
   *
   * @param hasPool whether a Gateway ({@code namespace/name}) has routes to a pool, by the name of
   *     its cluster
   */
  public Door(BiPredicate<String, String> hasPool) {
    this.hasPool = hasPool;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String own = gateway(call).orElse(null);
    if (own == null) {
      refuse(call, Status.UNAUTHENTICATED, "nobody's", "");
      return new ServerCall.Listener<>() {};
    }
    String listed = headers.get(MODELS_OF);
    if (listed != null && !gatewayOf(MetadataText.decode(listed).orElse("")).equals(own)) {
      refuse(call, Status.PERMISSION_DENIED, own, "models of " + listed);
      return new ServerCall.Listener<>() {};
    }
    String asked = headers.get(ENDPOINT_OF);
    if (asked != null && !hasPool.test(own, poolOf(asked))) {
      refuse(call, Status.PERMISSION_DENIED, own, "an endpoint of " + poolOf(asked));
      return new ServerCall.Listener<>() {};
    }
    ClosedOnce<Q, A> guarded = new ClosedOnce<>(call);
    return new Checked<>(next.startCall(guarded, headers), guarded, own);
  }

  /** The service and the door may both want to end a call. */
  private static final class ClosedOnce<Q, A> extends SimpleForwardingServerCall<Q, A> {

    private final AtomicBoolean closed = new AtomicBoolean();

    ClosedOnce(ServerCall<Q, A> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed.compareAndSet(false, true)) {
        super.close(status, trailers);
      }
    }
  }

  /** The first message says whose Envoy it is, and any later one may. */
  private static final class Checked<Q, A> extends SimpleForwardingServerCallListener<Q> {

    private final ServerCall<Q, A> call;
    private final String own;
    private boolean refused;

    Checked(ServerCall.Listener<Q> service, ServerCall<Q, A> call, String own) {
      super(service);
      this.call = call;
      this.own = own;
    }

    @Override
    public void onMessage(Q message) {
      Node node = node(message);
      if (node == null || node.getCluster().equals(own)) {
        super.onMessage(message);
      } else if (!refused) {
        refused = true;
        super.onCancel(); // to the service the client has gone
        refuse(call, Status.PERMISSION_DENIED, own, node.getCluster());
      }
    }

    @Override
    public void onHalfClose() {
      if (!refused) {
        super.onHalfClose();
      }
    }

    @Override
    public void onCancel() {
      if (!refused) {
        super.onCancel();
      }
    }

    @Override
    public void onComplete() {
      if (!refused) {
        super.onComplete();
      }
    }

    @Override
    public void onReady() {
      if (!refused) {
        super.onReady();
      }
    }
  }

  private static @Nullable Node node(Object message) {
    return switch (message) {
      case DeltaDiscoveryRequest request when request.hasNode() -> request.getNode();
      case DiscoveryRequest request when request.hasNode() -> request.getNode();
      case StreamAccessLogsMessage log when log.getIdentifier().hasNode() ->
          log.getIdentifier().getNode();
      default -> null;
    };
  }

  private static String poolOf(String instruction) {
    return MetadataText.decode(instruction)
        .flatMap(PickInstruction::parse)
        .map(PickInstruction::pool)
        .orElse("");
  }

  /** Of {@code NAMESPACE/NAME:PORT}. */
  private static String gatewayOf(String listener) {
    return listener.substring(0, Math.max(0, listener.lastIndexOf(':')));
  }

  private static Optional<String> gateway(ServerCall<?, ?> call) {
    SSLSession session = call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION);
    try {
      Certificate[] chain = session == null ? new Certificate[0] : session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? Identities.gateway(certificate)
          : Optional.empty();
    } catch (SSLPeerUnverifiedException e) {
      return Optional.empty();
    }
  }

  private static void refuse(ServerCall<?, ?> call, Status status, String own, String asked) {
    log.atWarn()
        .addKeyValue("certificate", own)
        .addKeyValue("asked", asked)
        .addKeyValue("peer", call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR))
        .log("an Envoy asks for what is not its Gateway's");
    call.close(
        status.withDescription("the client's certificate is not of this Gateway"), new Metadata());
  }
}
