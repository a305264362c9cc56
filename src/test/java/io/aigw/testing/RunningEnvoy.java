package io.aigw.testing;

import io.envoyproxy.envoy.config.bootstrap.v3.Bootstrap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;

/** A real Envoy in a process of its own, until it is closed. */
public final class RunningEnvoy implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;

  private RunningEnvoy(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one and waits until it accepts connections.
   *
   * @param ports that its configuration has it listen on
   * @param work a directory for its configuration and its log
   */
  public static RunningEnvoy start(Bootstrap bootstrap, Collection<Integer> ports, Path work)
      throws IOException, InterruptedException {
    Path config = work.resolve("bootstrap.pb");
    Files.write(config, bootstrap.toByteArray());
    return start(config, ports, work);
  }

  /** The same by a configuration as text. */
  public static RunningEnvoy start(String yaml, Collection<Integer> ports, Path work)
      throws IOException, InterruptedException {
    Path config = work.resolve("bootstrap.yaml");
    Files.writeString(config, yaml);
    return start(config, ports, work);
  }

  private static RunningEnvoy start(Path config, Collection<Integer> ports, Path work)
      throws IOException, InterruptedException {
    Path log = work.resolve("envoy.log");
    Process process =
        new ProcessBuilder(
                EnvoyBinary.path().toString(),
                "-c",
                config.toString(),
                "--disable-hot-restart",
                "--concurrency",
                "1",
                "--log-level",
                "warning")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    RunningEnvoy envoy = new RunningEnvoy(process, log);
    try {
      for (int port : ports) {
        envoy.awaitListening(port);
      }
    } catch (IOException | InterruptedException | RuntimeException e) {
      envoy.close();
      throw e;
    }
    return envoy;
  }

  private void awaitListening(int port) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + START.toNanos();
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (java.net.ConnectException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IOException("Envoy does not listen on " + port + ": " + log(), e);
        }
        Thread.sleep(20);
      }
    }
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has logged. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** Has it do nothing any more, not even read what it is sent. */
  public void suspend() throws IOException, InterruptedException {
    signal("STOP");
  }

  /** Has it go on. */
  public void resume() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
    if (kill.waitFor() != 0) {
      throw new IOException("kill -" + signal + " failed");
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
