package io.aigw.bench.change.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * The one address that several replicas are reached at, as a Service's would be: a connection goes
 * to whoever has the role when it is made.
 */
public final class Relay implements AutoCloseable {

  private final ServerSocket server;
  private volatile int target;

  /**
   * Starts to listen.
   *
   * @param port on the loopback
   */
  Relay(int port) throws IOException {
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    Thread.ofVirtual().start(this::accept);
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Has new connections go to this port of the loopback. */
  public void direct(int port) {
    target = port;
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> connect(client));
      } catch (IOException closed) {
        // the loop's condition knows
      }
    }
  }

  private void connect(Socket client) {
    try (client;
        Socket replica = new Socket(InetAddress.getLoopbackAddress(), target)) {
      client.setTcpNoDelay(true);
      replica.setTcpNoDelay(true);
      Thread answers = Thread.ofVirtual().start(() -> pump(replica, client));
      pump(client, replica);
      answers.join();
    } catch (IOException ended) {
      // for the other side, too: both are closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Carries bytes until one side ends; then ends both. */
  private static void pump(Socket from, Socket to) {
    byte[] buffer = new byte[65_536];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        out.write(buffer, 0, count);
      }
    } catch (IOException ended) {
      // closing both is all there is to do
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
