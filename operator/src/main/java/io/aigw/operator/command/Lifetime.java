package io.aigw.operator.command;

import io.aigw.operator.log.Logging;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Option;

/** What the commands have in common that run until they are told to end. */
final class Lifetime {

  @Option(
      names = "--logLevel",
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "trace, debug, info, warn or error (${DEFAULT-VALUE})")
  private String logLevel = "";

  /** From now on what is logged is what the option says. */
  void begin() {
    Logging.set(Logging.Verbosity.of(logLevel));
  }

  /** Has something closed when the process is told to end. */
  void atEnd(Runnable close) {
    Runtime.getRuntime().addShutdownHook(new Thread(close, "stop"));
  }

  /** Waits for good: the process ends meanwhile. */
  void await() throws InterruptedException {
    new CountDownLatch(1).await();
  }
}
