package io.aigw.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class RootCommandTest {

  private final StringWriter out = new StringWriter();
  private final CommandLine aigw =
      new CommandLine(new RootCommand()).setOut(new PrintWriter(out, true));

  @Test
  void tellsItsVersionAndTheApiVersionsItReads() {
    assertThat(aigw.execute("--version")).isZero();
    assertThat(out.toString()).startsWith("aigw ").contains("v1beta1, v1alpha1");
  }
}
