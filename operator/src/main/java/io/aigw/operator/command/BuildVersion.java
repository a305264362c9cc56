package io.aigw.operator.command;

import io.aigw.api.Kind;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the jar, and the API versions that it understands. */
final class BuildVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    String version = BuildVersion.class.getPackage().getImplementationVersion();
    return new String[] {
      "aigw " + (version == null ? "(not packaged)" : version),
      Kind.AI_GATEWAY_ROUTE.group() + " " + String.join(", ", Kind.AI_GATEWAY_ROUTE.versions())
    };
  }
}
