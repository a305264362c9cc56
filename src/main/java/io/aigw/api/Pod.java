package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A Pod: its labels, and whether and where it can be reached. What runs in it is not read. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Pod(Metadata metadata, Status status) implements ApiObject {

  public Pod(Metadata metadata, @Nullable Status status) {
    this.metadata = metadata;
    this.status = or(status, new Status(null, null));
  }

  /**
   * What the node says of it.
   *
   * @param podIP empty: it has none yet
   */
  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Status(String podIP, List<Condition> conditions) {
    public Status(@Nullable String podIP, @Nullable List<Condition> conditions) {
      this.podIP = or(podIP, "");
      this.conditions = list(conditions);
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  public record Condition(String type, String status) {
    public Condition(@Nullable String type, @Nullable String status) {
      this.type = or(type, "");
      this.status = or(status, "");
    }
  }

  /** Whether it takes requests. */
  public boolean isReady() {
    return !status.podIP().isEmpty()
        && status.conditions().stream()
            .anyMatch(c -> c.type().equals("Ready") && c.status().equals("True"));
  }

  @Override
  public Kind kind() {
    return Kind.POD;
  }
}
