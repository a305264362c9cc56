package io.aigw.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Envoy that tests run: that of {@code AIGW_ENVOY}, or the one that the build has put into the
 * cache.
 */
public final class EnvoyBinary {

  private EnvoyBinary() {}

  /** The binary; a test that needs it fails where there is none. */
  public static Path path() {
    Path path =
        Optional.ofNullable(System.getenv("AIGW_ENVOY"))
            .map(Path::of)
            .orElseGet(() -> cache().resolve("envoy-1.40.0/envoy"));
    if (!Files.isExecutable(path)) {
      throw new IllegalStateException(
          "no Envoy at " + path + "; run build/envoy.sh, or name one in AIGW_ENVOY");
    }
    return path;
  }

  private static Path cache() {
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
