package io.aigw.decide;

import com.google.protobuf.ByteString;
import io.aigw.route.ModelLists;
import io.envoyproxy.envoy.service.ext_proc.v3.ImmediateResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.envoyproxy.envoy.type.v3.HttpStatus;
import io.envoyproxy.envoy.type.v3.StatusCode;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.Status;
import java.util.List;

/**
 * Answers a request for the list of models. The filter that asks is to send request headers alone,
 * which name the client's host; the answer ends the request.
 */
final class ModelLister extends ServerCall.Listener<ProcessingRequest> {

  /** While a process starts, Envoy may be there before the plans are. */
  private static final ProcessingResponse NOT_YET =
      ProcessingResponse.newBuilder()
          .setImmediateResponse(
              ImmediateResponse.newBuilder()
                  .setStatus(HttpStatus.newBuilder().setCode(StatusCode.ServiceUnavailable))
                  .setDetails("model_list_unknown"))
          .build();

  private final ServerCall<ProcessingRequest, ProcessingResponse> call;
  private final ModelLists lists;
  private final String listener;
  private boolean closed;

  ModelLister(
      ServerCall<ProcessingRequest, ProcessingResponse> call, ModelLists lists, String listener) {
    this.call = call;
    this.lists = lists;
    this.listener = listener;
  }

  @Override
  public void onMessage(ProcessingRequest question) {
    if (closed) {
      return;
    }
    if (question.hasRequestHeaders()) {
      call.sendHeaders(new Metadata());
      call.sendMessage(
          list(
              RequestHeaders.first(question.getRequestHeaders(), List.of(":authority"))
                  .orElse("")));
      close(Status.OK);
    } else {
      close(Status.UNIMPLEMENTED.withDescription("only request headers are expected"));
    }
  }

  @Override
  public void onHalfClose() {
    if (!closed) {
      close(Status.OK);
    }
  }

  private void close(Status status) {
    closed = true;
    call.close(status, new Metadata());
  }

  private ProcessingResponse list(String authority) {
    String json = lists.of(listener, authority);
    return json == null
        ? NOT_YET
        : ProcessingResponse.newBuilder()
            .setImmediateResponse(
                ImmediateResponse.newBuilder()
                    .setStatus(HttpStatus.newBuilder().setCode(StatusCode.OK))
                    .setHeaders(Answers.JSON)
                    .setBody(ByteString.copyFromUtf8(json))
                    .setDetails("model_list"))
            .build();
  }
}
