package io.aigw.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The parts of an object's metadata that decide something.
 *
 * @param namespace empty for kinds without a namespace
 * @param generation 0 where the source counts none (files)
 * @param uid unlike that of any other object, also of one that had the name before; empty where the
 *     source gives none (files)
 * @param created the age that settles conflicts; the epoch where the source knows none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Metadata(
    String namespace,
    String name,
    Map<String, String> labels,
    Map<String, String> annotations,
    long generation,
    String uid,
    @JsonProperty("creationTimestamp") Instant created) {

  public Metadata(
      @Nullable String namespace,
      @Nullable String name,
      @Nullable Map<String, String> labels,
      @Nullable Map<String, String> annotations,
      long generation,
      @Nullable String uid,
      @Nullable Instant created) {
    this.namespace = namespace == null ? "" : namespace;
    this.name = name == null ? "" : name;
    this.labels = labels == null ? Map.of() : Map.copyOf(labels);
    this.annotations = annotations == null ? Map.of() : Map.copyOf(annotations);
    this.generation = generation;
    this.uid = uid == null ? "" : uid;
    this.created = created == null ? Instant.EPOCH : created;
  }

  /** The same without labels, annotations and generation. */
  Metadata withoutNotes() {
    return new Metadata(namespace, name, null, null, 0, uid, created);
  }
}
