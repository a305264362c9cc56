package io.aigw.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** How long a child process lives: no longer than its parent, however that ends. */
final class ChildLife {

  private ChildLife() {}

  /** Returns when the parent has closed this process's standard input or has ended. */
  static void awaitEnd(InputStream standardInput) throws IOException {
    standardInput.transferTo(OutputStream.nullOutputStream());
  }
}
