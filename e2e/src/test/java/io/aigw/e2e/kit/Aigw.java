package io.aigw.e2e.kit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The program, as its users start it. */
public final class Aigw {
  private static final String LAUNCHER = Checkout.file("aigw").toString();

  private Aigw() {}

  /** A command line for {@link Programs#start}. */
  public static String[] command(String... arguments) {
    List<String> command = new ArrayList<>(List.of(LAUNCHER));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  /** Runs a command that ends by itself. */
  public static Outcome run(String... arguments) throws IOException, InterruptedException {
    return Outcome.of(command(arguments));
  }
}
