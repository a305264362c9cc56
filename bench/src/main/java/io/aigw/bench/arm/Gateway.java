package io.aigw.bench.arm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The gateway as a user starts it: {@code aigw run} on a folder of YAML. */
public final class Gateway {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration PAUSE = Duration.ofMillis(5);

  private final Site site;
  private final Path program;

  /**
   * Prepares to start gateways.
   *
   * @param program the launcher {@code aigw}
   */
  public Gateway(Site site, Path program) {
    this.site = site;
    this.program = program;
  }

  /**
   * The Envoy that the gateway is tested with, fetched if it is not there yet.
   *
   * @param program the launcher {@code aigw}, beside which is the script that knows
   */
  public static Path envoyOf(Path program) throws IOException {
    Process script =
        new ProcessBuilder(program.resolveSibling("build").resolve("envoy.sh").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String path = new String(script.getInputStream().readAllBytes(), UTF_8).strip();
    if (path.isEmpty()) {
      throw new IOException("there is no Envoy: name one with --envoy");
    }
    return Path.of(path);
  }

  /**
   * Starts it on one file; does not wait until it serves.
   *
   * @param jvmOptions of its Java virtual machine, beside those that {@code aigw run} has
   * @param options of {@code aigw run}
   */
  Process start(String name, String yaml, String jvmOptions, List<String> options)
      throws IOException {
    Path folder = Files.createDirectories(site.directory().resolve(name));
    Files.writeString(folder.resolve("gateway.yaml"), yaml);
    return site.start(
        name,
        Map.of("AIGW_JVM_OPTIONS", jvmOptions),
        Stream.concat(
                Stream.of(
                    program.toString(),
                    "run",
                    folder.toString(),
                    "--envoy",
                    site.envoy().toString(),
                    "--concurrency",
                    "1",
                    "--no-simulate"),
                options.stream())
            .toList());
  }

  /**
   * Its processes: Envoy and the Java virtual machine beside it.
   *
   * @throws IOException if they do not appear in time
   */
  SequencedMap<String, ProcessHandle> processes(Process gateway)
      throws IOException, InterruptedException {
    SequencedMap<String, ProcessHandle> processes = new LinkedHashMap<>();
    processes.put("envoy", await(gateway, command -> command.equals(site.envoy())));
    processes.put("java", await(gateway, command -> command.endsWith("java")));
    return processes;
  }

  private static ProcessHandle await(Process gateway, Predicate<Path> command)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (gateway.isAlive() && System.nanoTime() < deadline) {
      Optional<ProcessHandle> found =
          Stream.concat(Stream.of(gateway.toHandle()), gateway.descendants())
              .filter(process -> process.info().command().map(Path::of).filter(command).isPresent())
              .findFirst();
      if (found.isPresent()) {
        return found.get();
      }
      Thread.sleep(PAUSE);
    }
    throw new IOException("the gateway has not started; its log says why");
  }
}
