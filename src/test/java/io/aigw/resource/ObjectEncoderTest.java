package io.aigw.resource;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.testing.YamlObjects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ObjectEncoderTest {

  private static final Path CASES = Path.of("test/resources/golden");

  @Test
  void fieldsThatNobodyReadsAreKeptToo() throws IOException {
    ApiObject object =
        YamlObjects.read(
                """
                apiVersion: gateway.envoyproxy.io/v1alpha1
                kind: Backend
                metadata: {name: b}
                spec: {endpoints: [{ip: {address: 10.0.0.1, port: 80}}], appProtocols: [h2c]}
                """)
            .of(Kind.BACKEND)
            .values()
            .iterator()
            .next();

    assertThat(new ObjectDecoder().decode(Kind.BACKEND, new ObjectEncoder().encode(object)))
        .isEqualTo(new ObjectDecoder.Decoded(object, List.of()));
  }

  @Test
  void whatIsDecodedAgainIsEqual() throws IOException {
    List<ApiObject> objects = new ArrayList<>();
    try (Stream<Path> cases = Files.list(CASES)) {
      for (Path folder : cases.toList()) {
        ResourceSet all = YamlObjects.read(Files.readString(folder.resolve("in.yaml")));
        for (Kind kind : List.of(Kind.AI_GATEWAY_ROUTE, Kind.AI_SERVICE_BACKEND, Kind.BACKEND)) {
          objects.addAll(all.of(kind).values());
        }
      }
    }
    assertThat(objects).hasSizeGreaterThan(20);
    for (ApiObject object : objects) {
      assertThat(new ObjectDecoder().decode(object.kind(), new ObjectEncoder().encode(object)))
          .isEqualTo(new ObjectDecoder.Decoded(object, List.of()));
    }
  }
}
