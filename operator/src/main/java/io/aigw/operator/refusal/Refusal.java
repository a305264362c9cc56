package io.aigw.operator.refusal;

import io.aigw.api.ObjectKey;

/**
 * Something of an object that an Envoy does not take, so that what it had of it before stays.
 *
 * @param object whose it is; the Gateway where it is nobody's alone
 * @param gateway whose Envoy it is
 * @param envoy the first that refused it, by its node's name
 * @param resource the name of the resource that was refused
 * @param part what of the object is meant, such as {@code rule NAME}; empty: all of it
 * @param message what the Envoy said
 */
public record Refusal(
    ObjectKey object,
    ObjectKey gateway,
    String envoy,
    String resource,
    String part,
    String message) {

  /** For the object's reader: what happened, and what to do. */
  public String text() {
    return "Envoy %s of %s refuses %s, and keeps what it had before: %s; what it is given is tried again when it changes"
        .formatted(envoy, gateway, part.isEmpty() ? resource : part, message);
  }
}
