package io.aigw.operator.command;

import io.aigw.operator.local.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that says how the API server is reached. */
final class Kubeconfig {

  @Option(
      names = "--kubeconfig",
      paramLabel = "FILE",
      description =
          "how to reach the API server (default: $KUBECONFIG, your own, or the Pod's account)")
  private @Nullable Path file;

  /** Empty: what the environment has. */
  Optional<Path> file() throws Unavailable {
    if (file != null && !Files.isReadable(file)) {
      throw new Unavailable(file + ": no such file, or not to be read");
    }
    return Optional.ofNullable(file);
  }
}
