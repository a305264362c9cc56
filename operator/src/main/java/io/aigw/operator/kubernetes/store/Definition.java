package io.aigw.operator.kubernetes.store;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.annotation.JsonDeserialize;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A CustomResourceDefinition without its schemas, which are most of it: their text is skipped when
 * it is read.
 */
@Group("apiextensions.k8s.io")
@Version("v1")
@Kind("CustomResourceDefinition")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonDeserialize(using = JsonDeserializer.None.class) // not by its kind's name
public final class Definition implements HasMetadata {

  /** The versions; one whose {@code served} is false cannot be read. */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Spec(@Nullable List<ServedVersion> versions) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record ServedVersion(String name, boolean served) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(@Nullable List<State> conditions) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record State(String type, String status) {}

  private String apiVersion = "apiextensions.k8s.io/v1";
  private ObjectMeta metadata = new ObjectMeta();
  private @Nullable Spec spec;
  private @Nullable Status status;

  /** The names of the versions that can be read; none until the API server serves the kind. */
  List<String> served() {
    if (!isEstablished() || spec == null || spec.versions() == null) {
      return List.of();
    }
    return spec.versions().stream().filter(ServedVersion::served).map(ServedVersion::name).toList();
  }

  private boolean isEstablished() {
    return status != null
        && status.conditions() != null
        && status.conditions().stream()
            .anyMatch(c -> c.type().equals("Established") && c.status().equals("True"));
  }

  @Override
  public String getApiVersion() {
    return apiVersion;
  }

  @Override
  public void setApiVersion(String apiVersion) {
    this.apiVersion = apiVersion;
  }

  @Override
  public ObjectMeta getMetadata() {
    return metadata;
  }

  /** Keeps identity and version alone: annotations may repeat the whole definition. */
  @Override
  public void setMetadata(ObjectMeta metadata) {
    this.metadata =
        new ObjectMetaBuilder()
            .withName(metadata.getName())
            .withResourceVersion(metadata.getResourceVersion())
            .build();
  }

  public @Nullable Spec getSpec() {
    return spec;
  }

  public void setSpec(@Nullable Spec spec) {
    this.spec = spec;
  }

  public @Nullable Status getStatus() {
    return status;
  }

  public void setStatus(@Nullable Status status) {
    this.status = status;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Definition that
        && metadata.equals(that.metadata)
        && Objects.equals(spec, that.spec)
        && Objects.equals(status, that.status);
  }

  @Override
  public int hashCode() {
    return metadata.hashCode();
  }
}
