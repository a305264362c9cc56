package io.aigw.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports on loopback for servers of tests, below those that the system gives to connections. */
public final class Ports {

  private static final int FIRST = 20_000;
  private static final int LAST = 30_000;
  private static final AtomicInteger NEXT =
      new AtomicInteger(FIRST + (int) (ProcessHandle.current().pid() * 37 % (LAST - FIRST)));

  private Ports() {}

  /** A port that nobody listens on, and that this JVM has not given before. */
  public static int free() throws IOException {
    while (true) {
      int port = NEXT.getAndUpdate(last -> last == LAST ? FIRST : last + 1);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (java.net.BindException e) {
        // somebody's: try the next one
      }
    }
  }
}
