package io.aigw.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RootCommandTest {

  private final StringWriter out = new StringWriter();

  @Test
  void tellsItsVersionAndTheApiVersionsItReads() {
    CommandLine aigw = RootCommand.commandLine("--version").setOut(new PrintWriter(out, true));

    assertThat(aigw.execute("--version")).isZero();
    assertThat(out.toString()).startsWith("aigw ").contains("v1beta1, v1alpha1");
  }

  @Test
  void everyCommandIsFoundByItsNameAlone() {
    Set<String> names = RootCommand.commandLine("--help").getSubcommands().keySet();

    assertThat(names).contains("run", "controller", "processor");
    assertThat(names)
        .allSatisfy(
            name ->
                assertThat(RootCommand.commandLine(name, "--help").getSubcommands())
                    .containsOnlyKeys(name));
  }
}
