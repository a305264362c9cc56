package io.aigw.e2e.kit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of the loopback that nobody listens on. */
public final class Ports {
  /** Below what Linux takes for connections, and below Kubernetes' node ports: free everywhere. */
  private static final int FIRST = 28_000;

  private static final int COUNT = 1_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger((int) (ProcessHandle.current().pid() % COUNT));

  private Ports() {}

  /** A port that is free now, and that no other call of this run is given. */
  public static int free() {
    for (int tried = 0; tried < COUNT; tried++) {
      int port = FIRST + NEXT.getAndIncrement() % COUNT;
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // the next one, then
      }
    }
    throw new IllegalStateException("no port is free from " + FIRST + " on");
  }
}
