package io.aigw.operator.processor;

import io.aigw.decide.Processor;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.serve.GrpcServer;
import io.aigw.pick.Pools;
import io.aigw.route.ModelLists;
import java.io.IOException;

/** Answers what Envoys ask about bodies and endpoints. */
public final class ProcessorServer implements AutoCloseable {

  /** A window that a usual body fits into, so that Envoy need not wait for an update. */
  private static final int WINDOW_BYTES = 1 << 20;

  /** Envoy, the only client, has the limit that the controller was told. */
  private static final int MESSAGE_BYTES = Integer.MAX_VALUE;

  /** Lists of models are asked of the controller, which has the plans. */
  private static final ModelLists NO_LISTS = (listener, authority) -> null;

  private final GrpcServer server;

  /**
   * Starts to answer.
   *
   * @param pools those that it may be asked about
   * @throws IOException if it cannot listen there
   */
  public ProcessorServer(Address.Socket socket, Pools pools) throws IOException {
    server =
        GrpcServer.start(
            socket,
            builder ->
                new Processor(NO_LISTS, pools)
                    .addTo(builder)
                    .flowControlWindow(WINDOW_BYTES)
                    .maxInboundMessageSize(MESSAGE_BYTES));
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    server.close();
  }
}
