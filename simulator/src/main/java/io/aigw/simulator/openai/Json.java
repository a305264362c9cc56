package io.aigw.simulator.openai;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** How JSON is read and written here. */
public final class Json {

  /** As long as the body may be, so may a string in it be: the parser is not what limits it. */
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          // Buffers by thread, the default, would be buffers by request on virtual threads.
          .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
          .build();

  /** The fields of an object, written one after the other. */
  public interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private Json() {}

  /** The bytes of an object with these fields. */
  public static byte[] object(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory failed", e);
    }
    return bytes.toByteArray();
  }
}
