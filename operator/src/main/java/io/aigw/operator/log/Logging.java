package io.aigw.operator.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Logs to standard error; our own rooms at INFO, libraries at WARN. Found by logback itself. */
public final class Logging extends ContextAwareBase implements Configurator {

  private static final String OWN = "io.aigw";

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    LineLayout layout = new LineLayout();
    layout.setContext(context);
    layout.start();
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
    console.setContext(context);
    console.setTarget("System.err");
    console.setEncoder(encoder);
    console.start();
    Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    context.getLogger(OWN).setLevel(Level.INFO);
    // each version that is not stable, each attempt to reconnect: what matters of it our store says
    context.getLogger("io.fabric8.kubernetes.client").setLevel(Level.ERROR);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  /** How much our own rooms say from now on. */
  public enum Verbosity {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** For the command line: in whatever case. */
    public static Verbosity of(String text) {
      return valueOf(text.toUpperCase(Locale.ROOT));
    }
  }

  /** Sets the level of our own rooms. */
  public static void set(Verbosity verbosity) {
    ILoggerFactory factory = LoggerFactory.getILoggerFactory();
    if (factory instanceof LoggerContext context) {
      context.getLogger(OWN).setLevel(Level.toLevel(verbosity.name()));
    }
  }
}
