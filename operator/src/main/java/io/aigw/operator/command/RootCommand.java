package io.aigw.operator.command;

import picocli.CommandLine.Command;

/** {@code aigw}: what all commands hang on. */
@Command(
    name = "aigw",
    description = "An AI gateway for Kubernetes on Envoy.",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    subcommands = {
      RunCommand.class,
      ControllerCommand.class,
      CheckCommand.class,
      StatusCommand.class,
      BootstrapCommand.class,
      CertificateCommand.class,
      ProcessorCommand.class,
      RehearseCommand.class,
      RehearseControllerCommand.class
    })
public final class RootCommand {}
