package io.aigw.operator.files;

import java.nio.file.Path;

/**
 * Where something is written.
 *
 * @param file as its user named it
 * @param line counted from 1
 */
public record Place(Path file, int line) {

  /** {@code file:line}, which terminals and editors can open. */
  @Override
  public String toString() {
    return file + ":" + line;
  }
}
