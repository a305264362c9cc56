package io.aigw.bench;

import io.aigw.bench.processor.IdleProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Runs the processor that does nothing until standard input ends. */
@Command(
    name = "processor",
    description = "Runs the processor that does nothing, until standard input ends.")
final class ProcessorCommand implements Callable<Integer> {

  @Option(names = "--socket", required = true, description = "Where it listens.")
  private Path socket = Path.of("");

  @Override
  public Integer call() throws IOException {
    try (IdleProcessor _ = new IdleProcessor(socket)) {
      ChildLife.awaitEnd(System.in);
    }
    return 0;
  }
}
