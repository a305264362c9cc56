package io.aigw.operator.command;

import io.aigw.operator.local.EnvoyBinary;
import io.aigw.operator.local.Unavailable;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code aigw download-envoy}: what {@code run} would do first, for images and build machines. */
@Command(
    name = "download-envoy",
    description = "Get the Envoy that run uses, if it is not there yet, and print where it is.",
    mixinStandardHelpOptions = true)
public final class DownloadEnvoyCommand implements Callable<Integer> {

  @Override
  public Integer call() throws Unavailable {
    Path binary = EnvoyBinary.find(Optional.empty(), System.getenv(), System.err::println);
    System.out.println(binary);
    return 0;
  }
}
