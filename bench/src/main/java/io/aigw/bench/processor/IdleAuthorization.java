package io.aigw.bench.processor;

import io.envoyproxy.envoy.service.auth.v3.AuthorizationGrpc.AuthorizationImplBase;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import io.envoyproxy.envoy.service.auth.v3.CheckResponse;
import io.envoyproxy.envoy.service.auth.v3.OkHttpResponse;
import io.grpc.stub.StreamObserver;

/** Allows every request, unchanged. */
final class IdleAuthorization extends AuthorizationImplBase {

  private static final CheckResponse ALLOWED =
      CheckResponse.newBuilder().setOkResponse(OkHttpResponse.getDefaultInstance()).build();

  @Override
  public void check(CheckRequest question, StreamObserver<CheckResponse> answers) {
    answers.onNext(ALLOWED);
    answers.onCompleted();
  }
}
