package io.aigw.e2e.kit;

import java.nio.file.Path;
import java.util.Optional;

/** Where things are. */
public final class Checkout {
  private static final Path MODULE = Path.of("").toAbsolutePath();

  /** The project's root. */
  public static final Path ROOT = MODULE.resolve("..").normalize();

  /** What tests write, logs of programs among it. */
  public static final Path OUTPUT = MODULE.resolve("target");

  private Checkout() {}

  public static Path file(String path) {
    return ROOT.resolve(path);
  }

  /** An example as the original project published it, byte for byte. */
  public static Path upstream(String name) {
    return MODULE.resolve("src/test/resources/upstream").resolve(name);
  }

  /**
   * What is built or fetched once for a machine; the launcher and the rig keep theirs there too.
   */
  public static Path cache() {
    return Optional.ofNullable(System.getenv("AIGW_CACHE"))
        .map(Path::of)
        .orElseGet(
            () ->
                Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                    .map(Path::of)
                    .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                    .resolve("aigw"));
  }
}
