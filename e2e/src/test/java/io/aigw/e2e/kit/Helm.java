package io.aigw.e2e.kit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Helm in the version that the rig pins, built once for a machine; and the chart it is given. */
public final class Helm {
  public static final String CHART = Checkout.file("helm").toString();

  private static @Nullable String program;

  private Helm() {}

  /** Runs a command of it. */
  public static Outcome run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program()));
    command.addAll(arguments);
    return Outcome.of(Checkout.ROOT, command, Duration.ofMinutes(5));
  }

  private static synchronized String program() throws IOException, InterruptedException {
    String known = program;
    if (known == null) {
      String script = Checkout.file("e2e/rig/build-programs.sh").toString();
      known =
          Outcome.of(Checkout.ROOT, List.of(script, "--helm"), Duration.ofMinutes(15))
              .succeeded()
              .out()
              .strip();
      program = known;
    }
    return known;
  }
}
