package io.aigw.operator.picker;

import com.google.protobuf.Int32Value;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import com.google.protobuf.StringValue;
import io.grpc.BindableService;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.stub.ServerCalls;
import java.io.InputStream;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * The standard health service of gRPC as far as probes use it: {@code grpc.health.v1.Health/Check}.
 * {@code Watch} is no method of it; clients get the status UNIMPLEMENTED, on which gRPC has them go
 * on without watching.
 *
 * <p>Its two messages have a field each, which on the wire makes them the well-known wrappers of a
 * string and an integer: all that a library for them would add is their names.
 */
final class GrpcHealth implements BindableService {

  private static final String SERVICE = "grpc.health.v1.Health";
  private static final int SERVING = 1;
  private static final int NOT_SERVING = 2;

  private static final MethodDescriptor<StringValue, Int32Value> CHECK =
      MethodDescriptor.<StringValue, Int32Value>newBuilder()
          .setType(MethodType.UNARY)
          .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "Check"))
          .setRequestMarshaller(new Messages<>(StringValue.parser()))
          .setResponseMarshaller(new Messages<>(Int32Value.parser()))
          .build();

  private final Map<String, BooleanSupplier> services;

  /** A service that knows these, by the names that are asked for, and whether they serve. */
  GrpcHealth(Map<String, BooleanSupplier> services) {
    this.services = Map.copyOf(services);
  }

  @Override
  public ServerServiceDefinition bindService() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            CHECK,
            ServerCalls.asyncUnaryCall(
                (asked, answer) -> {
                  BooleanSupplier serves = services.get(asked.getValue());
                  if (serves == null) {
                    answer.onError(
                        Status.NOT_FOUND.withDescription("unknown service").asException());
                    return;
                  }
                  answer.onNext(Int32Value.of(serves.getAsBoolean() ? SERVING : NOT_SERVING));
                  answer.onCompleted();
                }))
        .build();
  }

  private record Messages<T extends MessageLite>(Parser<T> parser)
      implements MethodDescriptor.Marshaller<T> {

    @Override
    public InputStream stream(T message) {
      return message.toByteString().newInput();
    }

    @Override
    public T parse(InputStream stream) {
      try {
        return parser.parseFrom(stream);
      } catch (InvalidProtocolBufferException e) {
        throw Status.INVALID_ARGUMENT.withCause(e).asRuntimeException();
      }
    }
  }
}
