package io.aigw.operator.kubernetes;

/** Which object, of a kind that is known: {@code NAMESPACE/NAME}. */
public record NamespacedName(String namespace, String name) {

  /**
   * Reads {@code NAMESPACE/NAME}.
   *
   * @throws IllegalArgumentException for anything else, with a message for its author
   */
  public static NamespacedName parse(String text) {
    String[] parts = text.split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      throw new IllegalArgumentException("'" + text + "' is not NAMESPACE/NAME");
    }
    return new NamespacedName(parts[0], parts[1]);
  }

  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
