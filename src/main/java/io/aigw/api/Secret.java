package io.aigw.api;

import static io.aigw.api.Defaults.or;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Secret. Of its values only those are kept that the gateway can use, under the names that Envoy
 * AI Gateway and Gateway API give them; all others, and the annotations, in which tools leave
 * copies, are dropped at once. Its text form has no values.
 *
 * @param data in base64
 * @param stringData as it is; comes before {@code data}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Secret(Metadata metadata, Map<String, String> data, Map<String, String> stringData)
    implements ApiObject {

  /** The key of a credential that is one word. */
  public static final String API_KEY = "apiKey";

  /** The key of a chain of certificates, in PEM. */
  public static final String CERTIFICATE = "tls.crt";

  /** The key of the first certificate's private key, in PEM. */
  public static final String PRIVATE_KEY = "tls.key";

  private static final Set<String> USED = Set.of(API_KEY, CERTIFICATE, PRIVATE_KEY);

  public Secret(
      Metadata metadata,
      @Nullable Map<String, String> data,
      @Nullable Map<String, String> stringData) {
    this.metadata = metadata.withoutNotes();
    this.data = used(data);
    this.stringData = used(stringData);
  }

  private static Map<String, String> used(@Nullable Map<String, String> values) {
    Map<String, String> used = new TreeMap<>(or(values, Map.of()));
    used.keySet().retainAll(USED);
    return Map.copyOf(used);
  }

  /** A value as text; empty where there is none, or where it is no base64. */
  public Optional<String> text(String key) {
    String plain = stringData.get(key);
    if (plain != null) {
      return Optional.of(plain);
    }
    try {
      return Optional.ofNullable(data.get(key))
          .map(value -> new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  @Override
  public Kind kind() {
    return Kind.SECRET;
  }

  @Override
  public String toString() {
    return key().toString();
  }
}
