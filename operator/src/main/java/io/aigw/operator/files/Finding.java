package io.aigw.operator.files;

/**
 * Something that the author of a file should know.
 *
 * @param object {@code kind namespace/name}; empty where it cannot be told
 * @param field the path of the field; empty where it is the object or the file as a whole
 */
public record Finding(Severity severity, Place place, String object, String field, String message) {

  /** How bad it is. */
  public enum Severity {
    /** It is not used; what was there before stays. */
    ERROR,
    /** It is used, but not all of it. */
    WARNING,
    /** It is passed over, as it should be. */
    NOTE
  }
}
