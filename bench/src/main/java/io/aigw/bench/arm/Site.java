package io.aigw.bench.arm;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Where a run takes place: its folder, its ports, its child processes. */
public final class Site implements AutoCloseable {

  /** The upstream that every request of the bench is to reach. */
  public static final String RIGHT_UPSTREAM = "right";

  /** The upstream that none is to reach. */
  public static final String WRONG_UPSTREAM = "wrong";

  private static final int SERVERS = 10;
  private static final int STOP_SECONDS = 5;
  private static final int LAST_PORT = 65_535;

  private final Path directory;
  private final Path envoy;
  private final Deque<Process> children = new ArrayDeque<>();
  private final Thread stopOnExit = new Thread(this::stopAll, "stop-children");
  private int nextPort;

  /**
   * @param directory for configurations, sockets and logs; must exist
   * @param envoy the Envoy binary
   * @param firstPort ports from here on are used, those that are free
   */
  public Site(Path directory, Path envoy, int firstPort) {
    this.directory = directory;
    this.envoy = envoy;
    this.nextPort = firstPort;
    Runtime.getRuntime().addShutdownHook(stopOnExit);
  }

  public Path directory() {
    return directory;
  }

  /** The Envoy binary. */
  Path envoy() {
    return envoy;
  }

  /** A port that nobody listens on, another one at each call. */
  public int freePort() {
    while (nextPort <= LAST_PORT) {
      int port = nextPort++;
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return port;
      } catch (IOException taken) {
        // the next one, then
      }
    }
    throw new IllegalStateException("no free port");
  }

  public static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** The addresses, all of this machine's loopback, of the servers of an upstream. */
  public static List<InetSocketAddress> servers(int port) {
    return IntStream.rangeClosed(1, SERVERS)
        .mapToObj(i -> new InetSocketAddress("127.0.0." + i, port))
        .toList();
  }

  /** Starts a child whose output goes to the file {@code NAME.log}. */
  public Process start(String name, List<String> command) throws IOException {
    return start(name, Map.of(), command);
  }

  /** The same, with variables added to the child's environment. */
  public Process start(String name, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve(name + ".log").toFile());
    builder.environment().putAll(environment);
    Process child = builder.start();
    children.push(child);
    return child;
  }

  /**
   * The same, with every line of the output also given to a listener, on a thread of its own, as
   * soon as it is there.
   */
  public Process start(String name, List<String> command, Consumer<String> lines)
      throws IOException {
    Process child = new ProcessBuilder(command).redirectErrorStream(true).start();
    children.push(child);
    Thread.ofPlatform()
        .name("log-of-" + name)
        .daemon()
        .start(() -> copyLines(child, directory.resolve(name + ".log"), lines));
    return child;
  }

  private static void copyLines(Process child, Path log, Consumer<String> lines) {
    try (BufferedReader output = child.inputReader();
        BufferedWriter file = Files.newBufferedWriter(log)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.accept(line);
        file.write(line);
        file.newLine();
        file.flush();
      }
    } catch (IOException ended) {
      // there is nothing more to read from a child that was killed
    }
  }

  /** Starts an Envoy with one worker. */
  public Process startEnvoy(String name, String configuration) throws IOException {
    Path file = Files.writeString(directory.resolve(name + ".json"), configuration);
    return start(
        name,
        List.of(
            envoy.toString(),
            "--config-path",
            file.toString(),
            "--concurrency",
            "1",
            "--disable-hot-restart",
            "--log-level",
            "warning"));
  }

  /** Starts this program again, with other arguments. It ends when its standard input does. */
  public Process startOwn(String name, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.aigw.bench.Main"));
    command.addAll(arguments);
    return start(name, command);
  }

  /** Stops a child and what it started; a child that does not obey is killed. */
  public void stop(Process child) {
    children.remove(child);
    List<ProcessHandle> family = new ArrayList<>(child.descendants().toList());
    child.destroy();
    try {
      if (!child.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    family.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    Runtime.getRuntime().removeShutdownHook(stopOnExit);
    stopAll();
  }

  /** Stops all children. */
  public void stopAll() {
    while (!children.isEmpty()) {
      stop(children.peek());
    }
  }
}
