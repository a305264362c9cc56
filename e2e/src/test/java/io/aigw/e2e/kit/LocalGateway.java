package io.aigw.e2e.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A gateway that {@code aigw run} runs from files: those of {@code src/test/resources/run}, copied
 * to a directory where a test may change them.
 */
public final class LocalGateway {
  private final Path directory;
  private final Program program;
  private final String url;

  private LocalGateway(Path directory, Program program, String url) {
    this.directory = directory;
    this.program = program;
    this.url = url;
  }

  /** Starts one, in a directory of the name, from some of the files; returns when it listens. */
  public static LocalGateway run(Programs programs, String name, String... files)
      throws IOException, InterruptedException {
    Path directory = empty(Checkout.OUTPUT.resolve("run").resolve(name));
    String port = Integer.toString(Ports.free());
    for (String file : files) {
      Files.writeString(directory.resolve(file), resource(file).replace("${PORT}", port));
    }
    Program program = programs.start("run", Aigw.command("run", directory.toString()));
    return new LocalGateway(directory, program, awaitUrl(program));
  }

  /** Waits until a gateway that was started says where it listens, and says it. */
  public static String awaitUrl(Program program) throws IOException, InterruptedException {
    return program.awaitLog("listens on (http://\\S+)").group(1);
  }

  public Http client() {
    return new Http(url);
  }

  public String url() {
    return url;
  }

  public Program program() {
    return program;
  }

  /** A file that the gateway reads. */
  public String read(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  /** Writes a file that the gateway reads, in place, as editors and shells do. */
  public void write(String file, String content) throws IOException {
    Files.writeString(directory.resolve(file), content);
  }

  /** Replaces a text that stands exactly once in a file. */
  public void edit(String file, String from, String to) throws IOException {
    String content = read(file);
    if (content.split(Pattern.quote(from), -1).length != 2) {
      throw new IllegalArgumentException("not exactly once in " + file + ": " + from);
    }
    write(file, content.replace(from, to));
  }

  private static String resource(String name) {
    try (InputStream stream = LocalGateway.class.getResourceAsStream("/run/" + name)) {
      if (stream == null) {
        throw new IllegalArgumentException("no resource run/" + name);
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path empty(Path directory) throws IOException {
    if (Files.exists(directory)) {
      try (Stream<Path> files = Files.walk(directory)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    return Files.createDirectories(directory);
  }
}
