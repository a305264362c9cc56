package io.aigw.simulator;

import io.aigw.simulator.http.ModelServer;
import io.aigw.simulator.http.ServerSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The program: starts a server from its options and runs until it is told to stop. */
public final class Simulator {
  private Simulator() {}

  /** Exits with 2 if an option is wrong and with 1 if the server cannot start. */
  public static void main(String[] args) {
    List<String> arguments = List.of(args);
    if (arguments.contains("--help")) {
      System.out.print(help());
      return;
    }
    Map<String, String> environment = System.getenv();
    try {
      Options options = Options.parse(arguments, environment);
      serve(options.address(), options.settings(defaultId(environment)));
    } catch (IllegalArgumentException e) {
      System.err.println("simulator: " + e.getMessage() + " (--help lists the options)");
      System.exit(2);
    } catch (IOException e) {
      System.err.println("simulator: cannot listen: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void serve(InetSocketAddress address, ServerSettings settings) throws IOException {
    ModelServer server = new ModelServer(address, settings);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop"));
    // The server's threads keep the program alive.
    System.out.println("simulator " + settings.id() + " listens on " + server.address());
  }

  private static void stop(ModelServer server) {
    server.drain();
    server.close();
  }

  private static String help() {
    return Arrays.stream(Option.values())
        .map(Option::help)
        .collect(
            Collectors.joining(
                "",
                "A model server without a model: the OpenAI API, behaving like vLLM.\n"
                    + "Options, each also as an environment variable ("
                    + Option.MAX_NUM_SEQS.variable()
                    + "):\n",
                ""));
  }

  private static String defaultId(Map<String, String> environment) throws IOException {
    String host = hostName(environment);
    String given = environment.get("TESTUPSTREAM_ID");
    return given == null ? host : given + "-" + host;
  }

  /** The cheap ways first: asking the resolver may take seconds where there is no name service. */
  private static String hostName(Map<String, String> environment) throws IOException {
    String variable = environment.get("HOSTNAME");
    if (variable != null) {
      return variable;
    }
    Path file = Path.of("/etc/hostname");
    return Files.isReadable(file)
        ? Files.readString(file).strip()
        : InetAddress.getLocalHost().getHostName();
  }
}
