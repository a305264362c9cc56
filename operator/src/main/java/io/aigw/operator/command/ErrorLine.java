package io.aigw.operator.command;

import io.aigw.operator.local.Unavailable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** What is missing on a machine is said in one line; only a bug shows a stack trace. */
public final class ErrorLine implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(
      Exception exception, CommandLine commandLine, ParseResult parseResult) throws Exception {
    if (exception instanceof Unavailable) {
      commandLine.getErr().println("aigw: " + exception.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    }
    throw exception;
  }
}
