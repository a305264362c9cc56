package io.aigw.operator.processor;

import io.aigw.decide.Processor;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.serve.GrpcServer;
import io.aigw.route.ModelLists;
import io.aigw.xds.translate.TranslatorSettings;
import java.io.IOException;

/** Answers what Envoys ask about bodies. */
public final class ProcessorServer implements AutoCloseable {

  /** A window that a usual body fits into, so that Envoy need not wait for an update. */
  private static final int WINDOW_BYTES = 1 << 20;

  /** The largest body that Envoy lets in, with headers and framing. */
  private static final int MESSAGE_BYTES =
      Math.toIntExact(TranslatorSettings.DEFAULT_MAX_REQUEST_BYTES + (1 << 20));

  /** Lists of models are asked of the controller, which has the plans. */
  private static final ModelLists NO_LISTS = (listener, authority) -> null;

  private final GrpcServer server;

  /**
   * Starts to answer.
   *
   * @throws IOException if it cannot listen there
   */
  public ProcessorServer(Address.Socket socket) throws IOException {
    server =
        GrpcServer.start(
            socket,
            builder ->
                builder
                    .addService(new Processor(NO_LISTS))
                    .flowControlWindow(WINDOW_BYTES)
                    .maxInboundMessageSize(MESSAGE_BYTES));
  }

  /** Ends what is under way. */
  @Override
  public void close() {
    server.close();
  }
}
