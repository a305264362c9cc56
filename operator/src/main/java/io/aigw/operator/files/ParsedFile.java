package io.aigw.operator.files;

import java.util.List;
import java.util.Set;

/**
 * What one reading of a file gave.
 *
 * @param entries in the order of the file, duplicates included
 * @param unreadable ids of objects that are there but cannot be read
 * @param damaged whether there is something of which not even the id can be read, so that an object
 *     that is not seen may be there nevertheless
 */
record ParsedFile(
    List<Entry> entries, Set<String> unreadable, boolean damaged, List<Finding> findings) {

  ParsedFile {
    entries = List.copyOf(entries);
    unreadable = Set.copyOf(unreadable);
    findings = List.copyOf(findings);
  }

  /** Whether something that a former reading gave may only be hidden by a mistake. */
  boolean mayHide(String id) {
    return damaged || unreadable.contains(id);
  }
}
