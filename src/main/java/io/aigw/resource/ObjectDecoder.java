package io.aigw.resource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.ContextAttributes;
import com.fasterxml.jackson.databind.deser.DeserializationProblemHandler;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Decodes the generic form of an object (maps, lists, scalars, as YAML and JSON parsers give it) to
 * its record. The same for every source, so that a file and the API server mean the same.
 * Threadsafe.
 */
public final class ObjectDecoder {

  private static final String UNKNOWN_FIELDS = "unknown fields";

  private final ObjectMapper mapper =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(com.fasterxml.jackson.databind.MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addHandler(new UnknownFieldCollector())
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
    content.remove("status");
    List<String> unknownFields = new ArrayList<>();
    ObjectReader reader =
        mapper
            .readerFor(kind.type())
            .with(ContextAttributes.getEmpty().withPerCallAttribute(UNKNOWN_FIELDS, unknownFields));
    try {
      ApiObject object =
          reader.readValue(mapper.<com.fasterxml.jackson.databind.JsonNode>valueToTree(content));
      if (object == null || object.metadata() == null) {
        return new Malformed("metadata", "is missing");
      }
      if (object.metadata().name().isEmpty()) {
        return new Malformed("metadata.name", "is missing");
      }
      return new Decoded(object, List.copyOf(unknownFields));
    } catch (JsonMappingException e) {
      return new Malformed(path(e.getPath()), firstLine(e.getOriginalMessage()));
    } catch (JsonProcessingException e) {
      return new Malformed("", firstLine(e.getOriginalMessage()));
    } catch (IOException e) {
      return new Malformed("", String.valueOf(e.getMessage()));
    }
  }

  private static String path(List<JsonMappingException.Reference> references) {
    return references.stream()
        .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : "." + r.getFieldName())
        .collect(Collectors.joining())
        .replaceFirst("^\\.", "");
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("").replaceAll("`(?:[a-z]+\\.)+([A-Za-z$]+)`", "$1");
  }

  /** Keeps the paths of unknown fields and goes on. */
  private static final class UnknownFieldCollector extends DeserializationProblemHandler {
    @Override
    public boolean handleUnknownProperty(
        DeserializationContext context,
        com.fasterxml.jackson.core.JsonParser parser,
        JsonDeserializer<?> deserializer,
        Object beanOrClass,
        String name)
        throws IOException {
      if (context.getAttribute(UNKNOWN_FIELDS) instanceof List<?> collected) {
        @SuppressWarnings("unchecked")
        List<String> unknownFields = (List<String>) collected;
        unknownFields.add(pathOf(parser.getParsingContext()));
      }
      parser.skipChildren();
      return true;
    }

    private static String pathOf(com.fasterxml.jackson.core.JsonStreamContext context) {
      StringBuilder path = new StringBuilder();
      for (var c = context; c != null && !c.inRoot(); c = c.getParent()) {
        if (c.inArray()) {
          path.insert(0, "[" + c.getCurrentIndex() + "]");
        } else if (c.getCurrentName() != null) {
          path.insert(0, "." + c.getCurrentName());
        }
      }
      return path.length() > 0 && path.charAt(0) == '.' ? path.substring(1) : path.toString();
    }
  }

  /** RFC 3339, as Kubernetes writes it; YAML parsers may have made a date of it already. */
  private static final class InstantDeserializer extends StdScalarDeserializer<Instant> {
    InstantDeserializer() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(
        com.fasterxml.jackson.core.JsonParser parser, DeserializationContext context)
        throws IOException {
      String text = parser.getValueAsString();
      try {
        return OffsetDateTime.parse(text).toInstant();
      } catch (DateTimeParseException e) {
        JavaType instant = context.constructType(Instant.class);
        return (Instant)
            context.handleWeirdStringValue(instant.getRawClass(), text, "not an RFC 3339 time");
      }
    }
  }
}
