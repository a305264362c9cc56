package io.aigw.operator.command;

import io.aigw.compile.CompilerOptions;
import java.util.Set;
import picocli.CommandLine.Option;

/** Options of the commands that compile files, which say the same about the same files. */
final class CompilerSettings {

  @Option(
      names = {"--inference-extension", "--enableInferenceExtension"},
      defaultValue = "true",
      fallbackValue = "true",
      arity = "0..1",
      paramLabel = "true|false",
      description = "whether InferencePools may be referenced (${DEFAULT-VALUE})")
  private boolean inferenceExtension;

  @Option(
      names = "--controller-name",
      paramLabel = "NAME",
      description = "a GatewayClass controller name to answer to; repeatable (${DEFAULT-VALUE})")
  private Set<String> controllerNames = CompilerOptions.DEFAULTS.controllerNames();

  /** Backends may be on this machine. */
  CompilerOptions options() {
    return new CompilerOptions(controllerNames, inferenceExtension, true);
  }
}
