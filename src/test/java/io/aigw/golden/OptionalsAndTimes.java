package io.aigw.golden;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.aigw.ir.Action;
import io.aigw.ir.Confidential;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.ModelMatch;
import io.aigw.ir.PathMatch;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** How the plan is written for a reader. */
final class OptionalsAndTimes extends SimpleModule {

  OptionalsAndTimes() {
    addSerializer(
        new StdSerializer<Optional<?>>(Optional.class, true) {
          @Override
          public void serialize(
              Optional<?> value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writePOJO(value.orElse(null));
          }
        });
    addSerializer(
        new StdSerializer<>(Duration.class) {
          @Override
          public void serialize(
              Duration value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writeString(value.toString());
          }
        });
    addSerializer(Confidential.class, ToStringSerializer.instance);
    addSerializer(
        new StdSerializer<>(Action.ModelNotFound.class) {
          @Override
          public void serialize(
              Action.ModelNotFound value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writeString("model not found");
          }
        });
    addSerializer(
        new StdSerializer<>(ModelMatch.class) {
          @Override
          public void serialize(
              ModelMatch value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writePOJO(
                switch (value) {
                  case ModelMatch.Exact(String model) -> Map.of("exact", model);
                  case ModelMatch.Regex(String pattern) -> Map.of("regex", pattern);
                });
          }
        });
    addSerializer(
        new StdSerializer<>(PathMatch.class) {
          @Override
          public void serialize(
              PathMatch value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writePOJO(
                switch (value) {
                  case PathMatch.Exact(String path) -> Map.of("exact", path);
                  case PathMatch.Prefix(String path) -> Map.of("prefix", path);
                  case PathMatch.Regex(String pattern) -> Map.of("regex", pattern);
                });
          }
        });
    addSerializer(
        new StdSerializer<>(Action.PathEdit.class) {
          @Override
          public void serialize(
              Action.PathEdit value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writePOJO(
                switch (value) {
                  case Action.PathEdit.Whole(String path) -> Map.of("whole", path);
                  case Action.PathEdit.MatchedPrefix(String path) -> Map.of("matchedPrefix", path);
                });
          }
        });
    addSerializer(
        new StdSerializer<>(HeaderMatch.class) {
          @Override
          public void serialize(
              HeaderMatch value, JsonGenerator generator, SerializerProvider provider)
              throws IOException {
            generator.writePOJO(
                switch (value) {
                  case HeaderMatch.Exact(String name, String exact) ->
                      Map.of(name, Map.of("exact", exact));
                  case HeaderMatch.Regex(String name, String pattern) ->
                      Map.of(name, Map.of("regex", pattern));
                });
          }
        });
  }
}
