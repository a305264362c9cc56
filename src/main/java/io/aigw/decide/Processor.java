package io.aigw.decide;

import io.aigw.pick.Pools;
import io.aigw.route.ModelLists;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.Metadata;
import io.grpc.ServerBuilder;
import io.grpc.ServerCall;

/**
 * Envoy's external processor: everything that Envoy asks. What it asks comes as metadata of the
 * stream, of which there is one per request.
 *
 * <p>Never blocking: to be served with a direct executor. One stream's messages come one after the
 * other, as gRPC has it. A body is held about twice while it is rewritten; the server that serves
 * this limits its size.
 */
public final class Processor {

  private static final Instruction LIST = Instruction.named(ModelLists.METADATA_KEY);

  private final ModelLists lists;
  private final Pools pools;

  /**
   * A processor.
   *
   * @param pools those of whose endpoints it may be asked
   */
  public Processor(ModelLists lists, Pools pools) {
    this.lists = lists;
    this.pools = pools;
  }

  /** Adds the answers to a server, and the log in which Envoy tells what became of requests. */
  public <B extends ServerBuilder<B>> B addTo(B builder) {
    return builder
        .addService(ExternalProcessing.service(this::open))
        .addService(new AccessLog(pools.requests()))
        .addTransportFilter(new Connections(pools.requests()));
  }

  private ServerCall.Listener<ProcessingRequest> open(
      ServerCall<ProcessingRequest, ProcessingResponse> call, Metadata metadata) {
    return LIST.isIn(metadata)
        ? new ModelLister(call, lists, LIST.in(metadata).orElse(""))
        : new Exchange(
            call,
            Replacement.of(metadata),
            Renaming.of(metadata),
            EndpointQuestion.of(metadata, pools));
  }
}
