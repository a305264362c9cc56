package io.aigw.operator.command;

import io.aigw.compile.CompilerOptions;
import java.util.Set;
import picocli.CommandLine.Option;

/** The option that says which GatewayClasses are ours. */
final class ControllerNames {

  @Option(
      names = "--controller-name",
      paramLabel = "NAME",
      description = "a GatewayClass controller name to answer to; repeatable (${DEFAULT-VALUE})")
  private Set<String> names = CompilerOptions.DEFAULTS.controllerNames();

  Set<String> names() {
    return names;
  }
}
