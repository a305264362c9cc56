package io.aigw.decide;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpBody;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/**
 * What is needed of a {@link ProcessingRequest}: which phase of the request it is about and, for a
 * body, where in the message it stands. Headers, attributes and metadata are passed over unread,
 * and the body is not copied out of the message.
 */
sealed interface Question {

  /**
   * The request's headers.
   *
   * @param last whether no body follows
   */
  record RequestHeaders(boolean last) implements Question {}

  /** The request's body, which stays in the message that it came with. */
  final class RequestBody implements Question {

    private final byte[] message;
    private final int from;
    private final int to;

    RequestBody(byte[] message, int from, int to) {
      this.message = message;
      this.from = from;
      this.to = to;
    }

    boolean isEmpty() {
      return from == to;
    }

    void feedTo(ModelScanner scanner) {
      scanner.feed(message, from, to);
    }

    ByteString bytes() {
      return UnsafeByteOperations.unsafeWrap(message, from, to - from);
    }
  }

  /** A phase in which nothing is to be done, with the answer that says so. */
  record Indifferent(ProcessingResponse answer) implements Question {}

  /** No question, or one about a phase that the protocol did not have when this was written. */
  record Unanswerable(Status reason) implements Question {

    private static final Unanswerable UNREADABLE =
        new Unanswerable(Status.INTERNAL.withDescription("not a ProcessingRequest"));
    private static final Unanswerable UNKNOWN_PHASE =
        new Unanswerable(Status.UNIMPLEMENTED.withDescription("unknown phase of a request"));
  }

  /** Reads questions off the wire; writes none. */
  final class Marshaller implements MethodDescriptor.Marshaller<Question> {

    private static final int REQUEST_HEADERS =
        lengthDelimited(ProcessingRequest.REQUEST_HEADERS_FIELD_NUMBER);
    private static final int RESPONSE_HEADERS =
        lengthDelimited(ProcessingRequest.RESPONSE_HEADERS_FIELD_NUMBER);
    private static final int REQUEST_BODY =
        lengthDelimited(ProcessingRequest.REQUEST_BODY_FIELD_NUMBER);
    private static final int RESPONSE_BODY =
        lengthDelimited(ProcessingRequest.RESPONSE_BODY_FIELD_NUMBER);
    private static final int REQUEST_TRAILERS =
        lengthDelimited(ProcessingRequest.REQUEST_TRAILERS_FIELD_NUMBER);
    private static final int RESPONSE_TRAILERS =
        lengthDelimited(ProcessingRequest.RESPONSE_TRAILERS_FIELD_NUMBER);
    private static final int HEADERS_END_OF_STREAM =
        HttpHeaders.END_OF_STREAM_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int BODY_BYTES = lengthDelimited(HttpBody.BODY_FIELD_NUMBER);

    private static int lengthDelimited(int field) {
      return field << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    }

    @Override
    public InputStream stream(Question question) {
      throw new UnsupportedOperationException("questions are only read");
    }

    @Override
    public Question parse(InputStream stream) {
      try {
        return question(bytes(stream));
      } catch (IOException e) {
        return Unanswerable.UNREADABLE;
      }
    }

    private static byte[] bytes(InputStream stream) throws IOException {
      if (stream instanceof KnownLength) {
        byte[] bytes = new byte[stream.available()];
        if (stream.readNBytes(bytes, 0, bytes.length) == bytes.length) {
          return bytes;
        }
        throw new IOException("message shorter than announced");
      }
      return stream.readAllBytes();
    }

    private static Question question(byte[] message) throws IOException {
      CodedInputStream in = CodedInputStream.newInstance(message);
      Question question = Unanswerable.UNKNOWN_PHASE;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == REQUEST_HEADERS) {
          question = headers(in);
        } else if (tag == REQUEST_BODY) {
          question = body(in, message);
        } else {
          in.skipField(tag);
          if (tag == RESPONSE_HEADERS) {
            question = new Indifferent(Answers.RESPONSE_HEADERS);
          } else if (tag == RESPONSE_BODY) {
            question = new Indifferent(Answers.RESPONSE_BODY);
          } else if (tag == REQUEST_TRAILERS) {
            question = new Indifferent(Answers.REQUEST_TRAILERS);
          } else if (tag == RESPONSE_TRAILERS) {
            question = new Indifferent(Answers.RESPONSE_TRAILERS);
          }
        }
      }
      return question;
    }

    private static Question headers(CodedInputStream in) throws IOException {
      int outer = in.pushLimit(in.readRawVarint32());
      boolean last = false;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == HEADERS_END_OF_STREAM) {
          last = in.readBool();
        } else {
          in.skipField(tag);
        }
      }
      in.popLimit(outer);
      return new RequestHeaders(last);
    }

    private static Question body(CodedInputStream in, byte[] message) throws IOException {
      int outer = in.pushLimit(in.readRawVarint32());
      int from = 0;
      int to = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (tag == BODY_BYTES) {
          int length = in.readRawVarint32();
          from = in.getTotalBytesRead();
          in.skipRawBytes(length);
          to = in.getTotalBytesRead();
        } else {
          in.skipField(tag);
        }
      }
      in.popLimit(outer);
      return new RequestBody(message, from, to);
    }
  }
}
