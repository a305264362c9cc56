package io.aigw.operator.command;

import io.aigw.operator.local.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options about the simulated model servers of {@code aigw run}. */
final class Simulation {

  @Option(
      names = "--simulate",
      negatable = true,
      defaultValue = "true",
      fallbackValue = "true",
      description =
          "run a simulated model server for each replica of each Deployment that a Service"
              + " selects; --no-simulate does not")
  private boolean simulate;

  @Option(
      names = "--simulator",
      paramLabel = "JAR",
      defaultValue = "${sys:aigw.simulator}",
      description = "the simulated model server (default: the one of this build)")
  private @Nullable Path jar;

  /** Options for the JVMs of the servers, set by the launcher. */
  private static final String JVM_OPTIONS = System.getProperty("aigw.simulator.jvm", "");

  boolean isOn() {
    return simulate;
  }

  /** The command that runs a server, without its arguments. */
  List<String> command() throws Unavailable {
    if (jar == null || !Files.isReadable(jar)) {
      throw new Unavailable(
          "the simulated model server is not there (%s); build it, name one with --simulator, or do"
                  .formatted(jar)
              + " without with --no-simulate");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
    JVM_OPTIONS
        .lines()
        .flatMap(line -> List.of(line.split(" ")).stream())
        .filter(option -> !option.isEmpty())
        .forEach(command::add);
    command.addAll(List.of("-jar", jar.toString()));
    return command;
  }
}
