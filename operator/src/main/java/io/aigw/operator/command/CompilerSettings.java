package io.aigw.operator.command;

import io.aigw.compile.CompilerOptions;
import picocli.CommandLine.Mixin;
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

  @Mixin private ControllerNames controllers = new ControllerNames();

  /** Backends may be on this machine. */
  CompilerOptions options() {
    return new CompilerOptions(controllers.names(), inferenceExtension, true);
  }
}
