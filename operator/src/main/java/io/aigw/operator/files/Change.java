package io.aigw.operator.files;

import java.util.List;

/**
 * What became of one object between two states of the files.
 *
 * @param place where it is now (of a changed one its first changed field), or where it was
 * @param fields what differs; empty unless it was changed
 */
public record Change(What what, String object, Place place, List<FieldChange> fields) {

  public Change {
    fields = List.copyOf(fields);
  }

  /** The kind of change. */
  public enum What {
    ADDED,
    CHANGED,
    REMOVED
  }

  /**
   * One field.
   *
   * @param from as it was, in short; {@code (none)} where it was not there
   * @param to as it is now
   */
  public record FieldChange(String path, String from, String to) {}
}
