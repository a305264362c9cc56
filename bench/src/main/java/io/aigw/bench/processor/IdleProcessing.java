package io.aigw.bench.processor;

import io.envoyproxy.envoy.service.ext_proc.v3.BodyResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc.ExternalProcessorImplBase;
import io.envoyproxy.envoy.service.ext_proc.v3.HeadersResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;

/** Says "go on" to the headers and to the body of a request. */
final class IdleProcessing extends ExternalProcessorImplBase {

  private static final ProcessingResponse HEADERS =
      ProcessingResponse.newBuilder()
          .setRequestHeaders(HeadersResponse.getDefaultInstance())
          .build();
  private static final ProcessingResponse BODY =
      ProcessingResponse.newBuilder().setRequestBody(BodyResponse.getDefaultInstance()).build();

  @Override
  public StreamObserver<ProcessingRequest> process(StreamObserver<ProcessingResponse> answers) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ProcessingRequest question) {
        if (question.hasRequestHeaders()) {
          answers.onNext(HEADERS);
        } else if (question.hasRequestBody()) {
          answers.onNext(BODY);
        } else {
          answers.onError(
              Status.UNIMPLEMENTED
                  .withDescription("no such phase: " + question.getRequestCase())
                  .asException());
        }
      }

      @Override
      public void onError(Throwable cause) {
        // Envoy has reset the stream: the request is over, and nobody waits for an answer
      }

      @Override
      public void onCompleted() {
        answers.onCompleted();
      }
    };
  }
}
