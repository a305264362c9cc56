package io.aigw.e2e.kit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A program that runs until it is told to stop, started as a shell in a terminal starts one: in a
 * process group of its own and with signals as they are by default, so that {@link #interrupt} is
 * what Ctrl-C is. Output and errors go to one log file.
 */
public final class Program {
  private static final Duration START = Duration.ofMinutes(5);
  private static final String MARK = "AIGW_E2E_PROGRAM";

  private final String name;
  private final String mark = UUID.randomUUID().toString();
  private final Path log;
  private final Process process;

  Program(String name, Path log, Map<String, String> environment, List<String> command)
      throws IOException {
    this.name = name;
    this.log = log;
    List<String> all = new ArrayList<>(List.of("setsid", "env", "--default-signal=INT,TERM,HUP"));
    all.addAll(command);
    ProcessBuilder builder =
        new ProcessBuilder(all)
            .directory(Checkout.ROOT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().putAll(environment);
    builder.environment().put(MARK, mark);
    process = builder.start();
    process.getOutputStream().close();
  }

  public String name() {
    return name;
  }

  /** Everything that it has said. */
  public String log() throws IOException {
    return Files.readString(log, UTF_8);
  }

  /** Waits until the log has a match, and fails at once if the program ends before. */
  public Matcher awaitLog(String regularExpression) throws IOException, InterruptedException {
    Pattern pattern = Pattern.compile(regularExpression, Pattern.MULTILINE);
    long end = System.nanoTime() + START.toNanos();
    while (true) {
      boolean running = process.isAlive(); // asked first: its last words count
      Matcher matcher = pattern.matcher(log());
      if (matcher.find()) {
        return matcher;
      }
      if (!running || System.nanoTime() > end) {
        throw new AssertionError(
            "%s %s without saying /%s/:%n%s"
                .formatted(name, running ? "went on" : "ended", regularExpression, log()));
      }
      Thread.sleep(20);
    }
  }

  public boolean running() {
    return process.isAlive();
  }

  /** Ctrl-C: SIGINT to the whole process group. Returns the exit code once it has ended. */
  public int interrupt() throws IOException, InterruptedException {
    signalGroup("INT");
    return awaitEnd();
  }

  /** As Kubernetes does it: SIGTERM to the process alone. Returns the exit code. */
  public int terminate() throws IOException, InterruptedException {
    process.destroy();
    return awaitEnd();
  }

  private int awaitEnd() throws IOException, InterruptedException {
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      throw new AssertionError(name + " did not end:\n" + log());
    }
    return process.exitValue();
  }

  /** Ends it and whatever it started, without asking. */
  public void kill() throws IOException, InterruptedException {
    process.destroyForcibly().waitFor();
    for (ProcessHandle left : started()) {
      left.destroyForcibly();
    }
  }

  /** The processes it started, itself among them, that still run: wherever they went from there. */
  public List<ProcessHandle> started() {
    return ProcessHandle.allProcesses().filter(this::isMine).toList();
  }

  private boolean isMine(ProcessHandle candidate) {
    Path variables = Path.of("/proc", Long.toString(candidate.pid()), "environ");
    try {
      return Files.readString(variables, java.nio.charset.StandardCharsets.ISO_8859_1)
          .contains(MARK + "=" + mark);
    } catch (IOException gone) {
      return false; // or a kernel thread, or somebody else's
    }
  }

  private void signalGroup(String signal) throws IOException, InterruptedException {
    Outcome.of("kill", "-" + signal, "--", "-" + process.pid()).succeeded();
  }

  /** The end of the log, for a report of what went wrong. */
  String lastLines(int count) throws IOException {
    try (Stream<String> lines = log().lines()) {
      List<String> all = lines.toList();
      return String.join("\n", all.subList(Math.max(0, all.size() - count), all.size()));
    }
  }
}
