package io.aigw.operator.kubernetes.trust;

/** Which Secret. */
public record SecretName(String namespace, String name) {
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
