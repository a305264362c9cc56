package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Ports;
import io.fabric8.kubernetes.client.Config;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A way to the API server that can be cut: for whoever uses it the API server is away then, for the
 * test and for the cluster itself it is not.
 */
public final class ApiServerLine implements AutoCloseable {
  private final URI apiServer;
  private final Path kubeconfig;
  private final InetSocketAddress address;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private @Nullable ServerSocket server;

  private ApiServerLine(URI apiServer, InetSocketAddress address, Path kubeconfig) {
    this.apiServer = apiServer;
    this.address = address;
    this.kubeconfig = kubeconfig;
  }

  /** Opens one. */
  public static ApiServerLine open(TestCluster cluster) throws IOException {
    String text = Files.readString(cluster.kubeconfig());
    URI apiServer = URI.create(Config.fromKubeconfig(text).getMasterUrl());
    ServerSocket server = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
    // the same host's name, which is in the API server's certificate
    URI here = URI.create("https://" + apiServer.getHost() + ":" + server.getLocalPort());
    Path kubeconfig = Checkout.OUTPUT.resolve("line.kubeconfig");
    Files.writeString(kubeconfig, text.replaceAll("https://[^\"'\\s,}]+", here.toString()));
    ApiServerLine line =
        new ApiServerLine(
            apiServer, (InetSocketAddress) server.getLocalSocketAddress(), kubeconfig);
    line.serve(server);
    return line;
  }

  /** What leads over this line. */
  public Path kubeconfig() {
    return kubeconfig;
  }

  /** Ends all connections; new ones are refused from now on. */
  public synchronized void cut() throws IOException {
    if (server != null) {
      server.close();
      server = null;
    }
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /** Has it work again. */
  public synchronized void mend() throws IOException {
    ServerSocket again = new ServerSocket();
    again.setReuseAddress(true);
    again.bind(address);
    serve(again);
  }

  private synchronized void serve(ServerSocket listening) {
    server = listening;
    Thread.ofVirtual().start(() -> accept(listening));
  }

  private void accept(ServerSocket listening) {
    while (!listening.isClosed()) {
      try {
        Socket near = listening.accept();
        connections.add(near);
        Thread.ofVirtual().start(() -> connect(listening, near));
      } catch (IOException cut) {
        // the loop's condition knows
      }
    }
  }

  private void connect(ServerSocket listening, Socket near) {
    try (near;
        Socket far = new Socket(apiServer.getHost(), apiServer.getPort())) {
      if (listening.isClosed()) {
        return; // cut before it was among those to be ended
      }
      near.setTcpNoDelay(true);
      far.setTcpNoDelay(true);
      Thread answers = Thread.ofVirtual().start(() -> pump(far, near));
      pump(near, far);
      answers.join();
    } catch (IOException ended) {
      // for the other side, too: both are closed
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connections.remove(near);
    }
  }

  /** Carries bytes until one side ends; then ends both. */
  private static void pump(Socket from, Socket to) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
    } catch (IOException ended) {
      // closing both is all there is to do
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
