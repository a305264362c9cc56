package io.aigw.resource;

import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.aigw.resource.ObjectDecoder.Malformed;
import java.lang.reflect.Constructor;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Compares an object's generic form with the record that it is to become, as strictly as the API
 * server compares it with its schema: nothing is taken for something else.
 */
final class ShapeCheck {

  private final List<String> unknownFields = new ArrayList<>();

  /** Paths of fields that the record does not have, in the order of the text. */
  List<String> unknownFields() {
    return unknownFields;
  }

  /** The first value that cannot be what the type says; a null is absent, which is none. */
  Optional<Malformed> mistake(@Nullable Object value, Type type, String path) {
    if (value == null || type == Object.class) {
      return Optional.empty();
    }
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? inList(value, generic.getActualTypeArguments()[0], path)
          : inMap(value, generic.getActualTypeArguments()[1], path);
    }
    if (type == String.class) {
      return value instanceof String ? Optional.empty() : mustBe("a string", value, path);
    }
    if (type == Instant.class) {
      return isTime(value)
          ? Optional.empty()
          : Optional.of(new Malformed(path, "must be a time like 2026-01-02T03:04:05Z"));
    }
    if (type == boolean.class || type == Boolean.class) {
      return value instanceof Boolean ? Optional.empty() : mustBe("a boolean", value, path);
    }
    if (type instanceof Class<?> record && record.isRecord()) {
      return inRecord(value, record, path);
    }
    return notAnInteger(value, type == long.class, path);
  }

  private Optional<Malformed> inList(Object value, Type entry, String path) {
    if (!(value instanceof List<?> list)) {
      return mustBe("a list", value, path);
    }
    for (int i = 0; i < list.size(); i++) {
      if (list.get(i) == null) {
        return Optional.of(new Malformed("%s[%d]".formatted(path, i), "is empty"));
      }
      Optional<Malformed> mistake = mistake(list.get(i), entry, "%s[%d]".formatted(path, i));
      if (mistake.isPresent()) {
        return mistake;
      }
    }
    return Optional.empty();
  }

  private Optional<Malformed> inMap(Object value, Type entry, String path) {
    if (!(value instanceof Map<?, ?> map)) {
      return mustBe("a map", value, path);
    }
    for (Map.Entry<?, ?> field : map.entrySet()) {
      String fieldPath = path + "." + field.getKey();
      if (field.getValue() == null) {
        return Optional.of(new Malformed(fieldPath, "is empty"));
      }
      Optional<Malformed> mistake = mistake(field.getValue(), entry, fieldPath);
      if (mistake.isPresent()) {
        return mistake;
      }
    }
    return Optional.empty();
  }

  private Optional<Malformed> inRecord(Object value, Class<?> record, String path) {
    if (!(value instanceof Map<?, ?> map)) {
      return mustBe("a map", value, path);
    }
    Map<String, Type> fields = fields(record);
    for (Map.Entry<?, ?> field : map.entrySet()) {
      String fieldPath = path.isEmpty() ? "" + field.getKey() : path + "." + field.getKey();
      Type type = fields.get(String.valueOf(field.getKey()));
      if (type != null) {
        Optional<Malformed> mistake = mistake(field.getValue(), type, fieldPath);
        if (mistake.isPresent()) {
          return mistake;
        }
      } else if (!takesAnyField(record)) {
        unknownFields.add(fieldPath);
      }
    }
    return Optional.empty();
  }

  private static Map<String, Type> fields(Class<?> record) {
    Parameter[] parameters = constructor(record).getParameters();
    RecordComponent[] components = record.getRecordComponents();
    Map<String, Type> fields = new LinkedHashMap<>();
    for (int i = 0; i < components.length; i++) {
      if (!parameters[i].isAnnotationPresent(JsonAnySetter.class)) {
        JsonProperty named = components[i].getAccessor().getAnnotation(JsonProperty.class);
        fields.put(
            named == null ? components[i].getName() : named.value(),
            components[i].getGenericType());
      }
    }
    return fields;
  }

  private static boolean takesAnyField(Class<?> record) {
    if (record.isAnnotationPresent(JsonIgnoreProperties.class)) {
      return true;
    }
    for (Parameter parameter : constructor(record).getParameters()) {
      if (parameter.isAnnotationPresent(JsonAnySetter.class)) {
        return true;
      }
    }
    return false;
  }

  private static Constructor<?> constructor(Class<?> record) {
    return record.getDeclaredConstructors()[0];
  }

  private static Optional<Malformed> notAnInteger(Object value, boolean isLong, String path) {
    return switch (value) {
      case Integer number -> Optional.empty();
      case Long number when isLong -> Optional.empty();
      case Long number -> Optional.of(new Malformed(path, "must be an integer of 32 bits"));
      case BigInteger number ->
          Optional.of(
              new Malformed(path, "must be an integer of %d bits".formatted(isLong ? 64 : 32)));
      default -> mustBe("an integer", value, path);
    };
  }

  /** RFC 3339, as Kubernetes writes it. */
  private static boolean isTime(Object value) {
    try {
      return value instanceof String text && OffsetDateTime.parse(text) != null;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static Optional<Malformed> mustBe(String wanted, Object value, String path) {
    String found =
        switch (value) {
          case String text -> "a string";
          case Boolean truth -> "a boolean";
          case Map<?, ?> map -> "a map";
          case List<?> list -> "a list";
          case Double number -> wanted.equals("an integer") ? "a fraction" : "a number";
          case BigDecimal number -> wanted.equals("an integer") ? "a fraction" : "a number";
          case Number number -> "a number";
          default -> "a " + value.getClass().getSimpleName();
        };
    return Optional.of(new Malformed(path, "must be %s, not %s".formatted(wanted, found)));
  }
}
