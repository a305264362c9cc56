package io.aigw.operator.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the Envoy to run: the user's own, or the one release that the gateway is tested with, which
 * {@code build/envoy.sh} has put into the user's cache.
 */
public final class EnvoyBinary {

  /** The release that the gateway is tested with. */
  public static final String VERSION = "1.40.0";

  private EnvoyBinary() {}

  /**
   * The Envoy to run.
   *
   * @param own the user's own; empty: the tested release
   * @param environment says where the cache is: {@code AIGW_CACHE}, else {@code
   *     XDG_CACHE_HOME/aigw}, else {@code HOME/.cache/aigw}
   */
  public static Path find(Optional<Path> own, Map<String, String> environment) throws Unavailable {
    if (own.isPresent()) {
      if (!isProgram(own.get())) {
        throw new Unavailable("Envoy: " + own.get() + " is no executable file");
      }
      return own.get().toAbsolutePath();
    }
    Path cached = cache(environment).resolve("envoy-" + VERSION).resolve("envoy");
    if (!isProgram(cached)) {
      throw new Unavailable(
          "Envoy: it is not at %s; get it with build/envoy.sh, or name one of your own with --envoy"
              .formatted(cached));
    }
    return cached;
  }

  private static boolean isProgram(Path file) {
    return Files.isExecutable(file) && !Files.isDirectory(file);
  }

  private static Path cache(Map<String, String> environment) {
    String own = environment.getOrDefault("AIGW_CACHE", "");
    if (!own.isEmpty()) {
      return Path.of(own);
    }
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path parent =
        xdg.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".cache") : Path.of(xdg);
    return parent.resolve("aigw");
  }
}
