package io.aigw.operator;

import io.aigw.operator.command.ErrorLine;
import io.aigw.operator.command.RootCommand;
import picocli.CommandLine;

/** The entry point of the program {@code aigw}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(
        new CommandLine(new RootCommand())
            .setExecutionExceptionHandler(new ErrorLine())
            .execute(args));
  }
}
