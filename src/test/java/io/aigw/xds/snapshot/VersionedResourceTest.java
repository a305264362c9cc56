package io.aigw.xds.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.StringValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionedResourceTest {

  @Test
  void theVersionFollowsTheContent() {
    VersionedResource resource = VersionedResource.of("a", StringValue.of("x"));

    assertThat(VersionedResource.of("b", StringValue.of("x")).version())
        .isEqualTo(resource.version())
        .hasSize(32);
    assertThat(VersionedResource.of("a", StringValue.of("y")).version())
        .isNotEqualTo(resource.version());
  }

  @Test
  void theOrderInWhichAMapWasFilledDoesNotMatter() {
    List<String> keys = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      keys.add("key" + i);
    }
    String ascending = VersionedResource.of("a", struct(keys)).version();
    Collections.reverse(keys);

    assertThat(VersionedResource.of("a", struct(keys)).version()).isEqualTo(ascending);
  }

  @Test
  void anotherJvmGivesTheSameVersionWhereTheStockOneDoesNot() throws Exception {
    String[] here = Versions.both();
    String[] there = inAnotherJvm();

    assertThat(there[0]).isEqualTo(here[0]);
    assertThat(there[1]).as("of the stock control plane").isNotEqualTo(here[1]);
  }

  @Test
  void aMentionIsFoundWhereverItIs() {
    VersionedResource resource = VersionedResource.of("a", struct(List.of("first", "läst")));

    assertThat(resource.mentions("first")).isTrue();
    assertThat(resource.mentions("läst")).isTrue();
    assertThat(resource.mentions("firsty")).isFalse();
    assertThat(resource.mentions("x".repeat(1_000))).isFalse();
    assertThat(VersionedResource.of("a", StringValue.of("aab")).mentions("ab")).isTrue();
  }

  private static Struct struct(List<String> keys) {
    Map<String, Value> fields = new LinkedHashMap<>();
    keys.forEach(key -> fields.put(key, Value.newBuilder().setStringValue(key).build()));
    return Struct.newBuilder().putAllFields(fields).build();
  }

  private static String[] inAnotherJvm() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Versions.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip().split(" ");
  }
}
