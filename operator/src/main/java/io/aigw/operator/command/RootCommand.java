package io.aigw.operator.command;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code aigw}: what all commands hang on. */
@Command(
    name = "aigw",
    description = "An AI gateway for Kubernetes on Envoy.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class)
public final class RootCommand {

  /** In the order of the help. */
  private static final Map<String, Class<?>> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("run", RunCommand.class);
    COMMANDS.put("controller", ControllerCommand.class);
    COMMANDS.put("check", CheckCommand.class);
    COMMANDS.put("status", StatusCommand.class);
    COMMANDS.put("explain", ExplainCommand.class);
    COMMANDS.put("bootstrap", BootstrapCommand.class);
    COMMANDS.put("certificate", CertificateCommand.class);
    COMMANDS.put("processor", ProcessorCommand.class);
    COMMANDS.put("picker", PickerCommand.class);
    COMMANDS.put("rehearse", RehearseCommand.class);
    COMMANDS.put("rehearse-controller", RehearseControllerCommand.class);
  }

  /**
   * The command line for these arguments. Where the first one is a command, the others are left
   * out: to read their descriptions takes a good part of a start.
   */
  public static CommandLine commandLine(String... arguments) {
    CommandLine root = new CommandLine(new RootCommand());
    Arrays.stream(arguments)
        .findFirst()
        .map(COMMANDS::get)
        .ifPresentOrElse(root::addSubcommand, () -> COMMANDS.values().forEach(root::addSubcommand));
    return root.setExecutionExceptionHandler(new ErrorLine());
  }
}
