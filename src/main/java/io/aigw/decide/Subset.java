package io.aigw.decide;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import io.aigw.pick.Endpoint;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The endpoints to which a gateway restricts the choice: a hint of the endpoint picker protocol.
 */
final class Subset {

  private static final String NAMESPACE = "envoy.lb.subset_hint";
  private static final String KEY = "x-gateway-destination-endpoint-subset";

  private Subset() {}

  /**
   * Whether an endpoint may be chosen; empty where all may be.
   *
   * <p>It must be listed with its port, as IP:PORT in a list or in a text with commas; anything
   * else lists nothing.
   */
  static Optional<Predicate<Endpoint>> of(Metadata metadata) {
    Struct hints = metadata.getFilterMetadataOrDefault(NAMESPACE, Struct.getDefaultInstance());
    if (!hints.containsFields(KEY)) {
      return Optional.empty();
    }
    Set<String> listed =
        texts(hints.getFieldsOrThrow(KEY))
            .flatMap(text -> Arrays.stream(text.split(",", -1)))
            .map(String::strip)
            .collect(Collectors.toSet());
    return Optional.of(endpoint -> listed.contains(endpoint.address()));
  }

  private static Stream<String> texts(Value value) {
    return value.hasListValue()
        ? value.getListValue().getValuesList().stream().map(Value::getStringValue)
        : Stream.of(value.getStringValue());
  }
}
