package io.aigw.operator;

import io.aigw.operator.command.RootCommand;

/** The entry point of the program {@code aigw}. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    System.exit(RootCommand.commandLine(args).execute(args));
  }
}
