package io.aigw.decide;

import io.aigw.pick.Requests;
import io.grpc.Attributes;
import io.grpc.ServerCall;
import io.grpc.ServerTransportFilter;
import org.jspecify.annotations.Nullable;

/**
 * Knows which connection a question came over, and when a connection has ended: then its Envoy, or
 * the thread of it that asked, will not tell what became of its requests.
 */
final class Connections extends ServerTransportFilter {

  private static final Attributes.Key<Object> CONNECTION = Attributes.Key.create("connection");

  private final Requests requests;

  Connections(Requests requests) {
    this.requests = requests;
  }

  /** The connection of a call; where no filter looks after the server's, the call itself. */
  static Object of(ServerCall<?, ?> call) {
    Object connection = call.getAttributes().get(CONNECTION);
    return connection == null ? call : connection;
  }

  @Override
  public Attributes transportReady(Attributes attributes) {
    return attributes.toBuilder().set(CONNECTION, new Object()).build();
  }

  @Override
  public void transportTerminated(@Nullable Attributes attributes) {
    Object connection = attributes == null ? null : attributes.get(CONNECTION);
    if (connection != null) {
      requests.gone(connection);
    }
  }
}
