package io.aigw.api;

import static io.aigw.api.Defaults.or;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A ConfigMap, of which only certificates of authorities are read; all else is dropped at once,
 * since a cluster has many ConfigMaps for other purposes.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConfigMap(Metadata metadata, Map<String, String> data) implements ApiObject {

  /** The key of a bundle of certificates, in PEM. */
  public static final String AUTHORITIES = "ca.crt";

  public ConfigMap(Metadata metadata, @Nullable Map<String, String> data) {
    this.metadata = metadata.withoutNotes();
    String authorities = or(data, Map.<String, String>of()).get(AUTHORITIES);
    this.data = authorities == null ? Map.of() : Map.of(AUTHORITIES, authorities);
  }

  @Override
  public Kind kind() {
    return Kind.CONFIG_MAP;
  }
}
