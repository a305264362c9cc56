package io.aigw.resource;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decodes the generic form of an object (maps, lists, scalars, as YAML and JSON parsers give it) to
 * its record. The same for every source, so that a file and the API server mean the same.
 * Threadsafe.
 */
public final class ObjectDecoder {

  /** What {@link ShapeCheck} let through needs no further checks. */
  private final ObjectMapper mapper =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addModule(new SimpleModule().addDeserializer(Instant.class, new InstantDeserializer()))
          .build();

  /** What came of decoding: the object with what its author should know, or why there is none. */
  public sealed interface Outcome {}

  /**
   * An object.
   *
   * @param unknownFields paths of fields that the kind does not have, for example {@code
   *     spec.rulez}; never pruned silently
   */
  public record Decoded(ApiObject object, List<String> unknownFields) implements Outcome {}

  /**
   * No object.
   *
   * @param field the path of the field at fault; empty where it is the object as a whole
   */
  public record Malformed(String field, String message) implements Outcome {}

  /** Decodes one object; {@code tree} is not kept. */
  public Outcome decode(Kind kind, Map<String, ?> tree) {
    Map<String, Object> content = new LinkedHashMap<>(tree);
    content.remove("apiVersion");
    content.remove("kind");
    if (kind != Kind.POD) { // of which the status is what counts
      content.remove("status");
    }
    ShapeCheck check = new ShapeCheck();
    Optional<Malformed> mistake =
        missing(kind, content).or(() -> check.mistake(content, kind.type(), ""));
    if (mistake.isPresent()) {
      return mistake.get();
    }
    ApiObject object = mapper.convertValue(content, kind.type());
    return object.metadata().name().isEmpty()
        ? new Malformed("metadata.name", "is missing")
        : new Decoded(object, List.copyOf(check.unknownFields()));
  }

  private static Optional<Malformed> missing(Kind kind, Map<String, Object> content) {
    if (content.get("metadata") == null) {
      return Optional.of(new Malformed("metadata", "is missing"));
    }
    boolean hasSpec =
        List.of(kind.type().getRecordComponents()).stream()
            .anyMatch(component -> component.getName().equals("spec"));
    return hasSpec && content.get("spec") == null
        ? Optional.of(new Malformed("spec", "is missing"))
        : Optional.empty();
  }

  /** RFC 3339, as Kubernetes writes it. */
  private static final class InstantDeserializer extends StdScalarDeserializer<Instant> {
    InstantDeserializer() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser parser, DeserializationContext context)
        throws IOException {
      return OffsetDateTime.parse(parser.getValueAsString()).toInstant();
    }
  }
}
