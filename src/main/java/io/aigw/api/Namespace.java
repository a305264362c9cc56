package io.aigw.api;

/** A namespace, for its labels. */
public record Namespace(Metadata metadata) implements ApiObject {
  @Override
  public Kind kind() {
    return Kind.NAMESPACE;
  }
}
