package io.aigw.bench.change.stage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A network namespace in which a range of addresses that are no loopback addresses is this
 * machine's. The API server refuses loopback addresses in EndpointSlices, and the controller
 * refuses them as backends; the range is the one that is set aside for benchmarks (RFC 2544).
 *
 * <p>There is a namespace of processes with it: when the program in it ends, however that comes,
 * everything that it started ends, too. Root is not needed where users may make namespaces.
 */
public final class PrivateNetwork {

  /** The addresses, in all networks that a run takes place in. */
  public static final String RANGE = "198.18.0.0/16";

  private static final String FIRST = address(1);
  private static final int ADDRESSES = 1 << 16;

  private static final String PREPARE =
      """
      ip link set lo up && ip address add %s dev lo && ip route add default dev lo src %s && "$@"
      """
          .formatted(RANGE, FIRST);

  private PrivateNetwork() {}

  /** One of the addresses; the first is number 1. */
  public static String address(int number) {
    if (number <= 0 || number >= ADDRESSES) {
      throw new IllegalArgumentException("there is no address " + number);
    }
    return "198.18.%d.%d".formatted(number >> 8, number & 0xff);
  }

  /** Whether the range is this machine's where this program runs. */
  public static boolean isHere() {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getByName(FIRST), 0));
      return true;
    } catch (IOException notHere) {
      return false;
    }
  }

  /**
   * Runs this program again, in such a network, and returns its exit code. Its input and output are
   * this one's.
   */
  public static int run(List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("unshare", "--net", "--pid", "--fork"));
    command.addAll(List.of("--kill-child", "--mount-proc"));
    if (!isRoot()) {
      command.add("--map-root-user");
    }
    command.addAll(List.of("bash", "-c", PREPARE, "bash"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            "io.aigw.bench.Main"));
    command.addAll(arguments);
    Process inside = new ProcessBuilder(command).inheritIO().start();
    Thread stop = new Thread(inside::destroyForcibly, "end-private-network");
    Runtime.getRuntime().addShutdownHook(stop);
    int code = inside.waitFor();
    Runtime.getRuntime().removeShutdownHook(stop);
    return code;
  }

  private static boolean isRoot() throws IOException {
    return Files.getAttribute(Path.of("/proc/self"), "unix:uid") instanceof Integer uid && uid == 0;
  }
}
