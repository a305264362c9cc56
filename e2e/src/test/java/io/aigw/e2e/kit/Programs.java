package io.aigw.e2e.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * The programs that a test class starts. Those that a test method started end with it, those from
 * before the first method end with the class. After a failure the last words of all of them are
 * printed; whole logs are in {@code target/logs}.
 */
public final class Programs implements BeforeEachCallback, AfterEachCallback, AfterAllCallback {
  private static final int LAST_LINES = 60;

  private final String owner;
  private final List<Program> ofClass = new ArrayList<>();
  private final List<Program> ofMethod = new ArrayList<>();
  private boolean inMethod;
  private int started;

  public Programs(Class<?> owner) {
    this.owner = owner.getSimpleName();
  }

  /** Starts a command in the project's root. */
  public Program start(String name, String... command) throws IOException {
    return start(name, Map.of(), List.of(command));
  }

  /** Starts a command in the project's root with variables added to the environment. */
  public Program start(String name, Map<String, String> environment, List<String> command)
      throws IOException {
    Path logs = Files.createDirectories(Checkout.OUTPUT.resolve("logs"));
    Path log = logs.resolve("%s-%02d-%s.log".formatted(owner, ++started, name));
    Program program = new Program(name, log, environment, command);
    (inMethod ? ofMethod : ofClass).add(program);
    return program;
  }

  /** Has a program that a test method started live on until the class ends. */
  public Program keep(Program program) {
    ofMethod.remove(program);
    ofClass.add(program);
    return program;
  }

  @Override
  public void beforeEach(ExtensionContext context) {
    inMethod = true;
  }

  @Override
  public void afterEach(ExtensionContext context) throws IOException, InterruptedException {
    inMethod = false;
    if (context.getExecutionException().isPresent()) {
      report(context.getDisplayName());
    }
    endAll(ofMethod);
  }

  @Override
  public void afterAll(ExtensionContext context) throws IOException, InterruptedException {
    if (context.getExecutionException().isPresent()) {
      report(context.getDisplayName());
    }
    endAll(ofClass);
  }

  private void report(String failed) {
    for (List<Program> programs : List.of(ofClass, ofMethod)) {
      for (Program program : programs) {
        try {
          System.err.printf(
              "--- %s failed; the last words of %s:%n%s%n---%n",
              failed, program.name(), program.lastLines(LAST_LINES));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void endAll(List<Program> programs) throws IOException, InterruptedException {
    for (Program program : programs.reversed()) {
      program.kill();
    }
    programs.clear();
  }
}
