package io.aigw.operator;

import io.aigw.operator.command.RootCommand;
import picocli.CommandLine;

/** The entry point of the program {@code aigw}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new RootCommand()).execute(args));
  }
}
