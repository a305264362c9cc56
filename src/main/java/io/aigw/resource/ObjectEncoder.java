package io.aigw.resource;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import io.aigw.api.ApiObject;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/**
 * Gives a record the generic form of which {@link ObjectDecoder} makes an equal one. Threadsafe.
 */
public final class ObjectEncoder {

  private static final TypeReference<Map<String, Object>> TREE = new TypeReference<>() {};

  private final ObjectMapper mapper =
      JsonMapper.builder()
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
          .addModule(new SimpleModule().addSerializer(Instant.class, new InstantSerializer()))
          .build();

  /** Encodes one object, without {@code apiVersion} and {@code kind}. */
  public Map<String, Object> encode(ApiObject object) {
    return mapper.convertValue(object, TREE);
  }

  /** RFC 3339, as Kubernetes writes it. */
  private static final class InstantSerializer extends StdScalarSerializer<Instant> {
    InstantSerializer() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant time, JsonGenerator generator, SerializerProvider provider)
        throws IOException {
      generator.writeString(time.toString());
    }
  }
}
