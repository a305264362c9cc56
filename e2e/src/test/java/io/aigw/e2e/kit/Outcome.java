package io.aigw.e2e.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * What a command that ended left behind.
 *
 * @param out its standard output
 * @param err its standard error
 */
public record Outcome(List<String> command, int exitCode, String out, String err) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Runs a command in the project's root and waits for its end, two minutes at most. */
  public static Outcome of(String... command) throws IOException, InterruptedException {
    return of(Checkout.ROOT, List.of(command), LIMIT);
  }

  /** Runs a command in a directory and waits for its end, for as long as the limit says. */
  public static Outcome of(Path directory, List<String> command, Duration limit)
      throws IOException, InterruptedException {
    return await(new ProcessBuilder(command).directory(directory.toFile()), limit);
  }

  private static Outcome await(ProcessBuilder builder, Duration limit)
      throws IOException, InterruptedException {
    Process process = builder.start();
    process.getOutputStream().close();
    CompletableFuture<String> out = text(process.getInputStream());
    CompletableFuture<String> err = text(process.getErrorStream());
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
      throw new IOException(
          "not done after %s: %s%n%s%s"
              .formatted(limit, String.join(" ", builder.command()), out.join(), err.join()));
    }
    return new Outcome(builder.command(), process.exitValue(), out.join(), err.join());
  }

  /** This outcome, if the command succeeded. */
  public Outcome succeeded() {
    if (exitCode != 0) {
      throw new AssertionError("a command failed: " + this);
    }
    return this;
  }

  private static CompletableFuture<String> text(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  @Override
  public String toString() {
    return "%s%nexit code %d%n%s%s".formatted(String.join(" ", command), exitCode, out, err);
  }
}
