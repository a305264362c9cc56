package io.aigw.operator.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Which port of this machine stands for a Gateway's port. Usually the same; one below 1024 that
 * cannot be bound, and one that another Gateway has already, is moved by a fixed offset. An answer,
 * once given, stays. Threadsafe.
 */
public final class BoundPorts {

  /** How far a port is moved. */
  public static final int OFFSET = 10_000;

  private static final int FIRST_UNPRIVILEGED = 1024;

  private final InetAddress address;
  private final Map<GatewayPort, Choice> choices = new HashMap<>();

  /**
   * The port to bind.
   *
   * @param obstacle why it cannot be bound, as far as can be told; empty where it can
   */
  public record Choice(int port, Optional<String> obstacle) {}

  /** A port as a Gateway names it. */
  private record GatewayPort(String gateway, int port) {}

  /** Ports of one of this machine's addresses. */
  public BoundPorts(InetAddress address) {
    this.address = address;
  }

  /** The address whose ports they are. */
  public InetAddress address() {
    return address;
  }

  /**
   * The port to bind.
   *
   * @param gateway {@code namespace/name}
   */
  public synchronized Choice of(String gateway, int port) {
    return choices.computeIfAbsent(new GatewayPort(gateway, port), wanted -> choose(port));
  }

  private Choice choose(int wanted) {
    int port = wanted;
    while (isTaken(port) && port + OFFSET <= 0xffff) {
      port += OFFSET;
    }
    Optional<String> obstacle = obstacle(port);
    if (obstacle.isPresent() && port < FIRST_UNPRIVILEGED) {
      return choose(port + OFFSET);
    }
    return new Choice(port, obstacle);
  }

  private boolean isTaken(int port) {
    return choices.values().stream().anyMatch(choice -> choice.port() == port);
  }

  private Optional<String> obstacle(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(address, port));
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
