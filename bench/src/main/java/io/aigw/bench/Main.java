package io.aigw.bench;

import picocli.CommandLine;

/** The entry point of the program. */
public final class Main {

  private Main() {}

  public static void main(String[] args) {
    // no word about logs that nobody writes
    System.setProperty("slf4j.internal.verbosity", "ERROR");
    CommandLine commands =
        new CommandLine(new BenchCommand())
            .addSubcommand(new ChangesCommand())
            .addSubcommand(new CompileCommand())
            .addSubcommand(new PickCommand())
            .addSubcommand(new UpstreamCommand())
            .addSubcommand(new ProcessorCommand())
            .setExecutionExceptionHandler(
                (problem, command, parsed) -> {
                  command.getErr().println("bench: " + problem.getMessage());
                  return command.getCommandSpec().exitCodeOnExecutionException();
                });
    System.exit(commands.execute(args));
  }
}
