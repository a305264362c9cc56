package io.aigw.operator.run;

import io.aigw.compile.Compilation;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.operator.local.BoundPorts;
import io.aigw.operator.report.FirstRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Tells of each listener once, when it answers. Threadsafe. */
final class Announcements {

  private static final Duration PAUSE = Duration.ofMillis(5);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final InetAddress address;
  private final BoundPorts ports;
  private final Consumer<LocalListener> receiver;
  private final Set<LocalListener> known = new HashSet<>();

  Announcements(InetAddress address, BoundPorts ports, Consumer<LocalListener> receiver) {
    this.address = address;
    this.ports = ports;
    this.receiver = receiver;
  }

  /** The Envoy of this Gateway has its configuration. */
  synchronized void serves(Compilation compilation, GatewayPlan plan) {
    for (Listener listener : plan.listeners()) {
      int port = ports.of(plan.gateway(), listener.port()).port();
      String scheme = listener.tls().isEmpty() ? "http" : "https";
      String url = scheme + "://" + host() + ":" + port;
      if (known.stream().noneMatch(other -> other.url().equals(url))) {
        LocalListener announced =
            new LocalListener(
                plan.gateway(),
                listener.port(),
                url,
                FirstRequest.curl(compilation, plan, listener, url));
        known.add(announced);
        Thread.ofVirtual().start(() -> announceWhenItAnswers(announced, port));
      }
    }
  }

  private String host() {
    String text = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
    return text.contains(":") ? "[" + text + "]" : text;
  }

  private void announceWhenItAnswers(LocalListener listener, int port) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (!accepts(port) && System.nanoTime() < end) {
        TimeUnit.NANOSECONDS.sleep(PAUSE.toNanos());
      }
      receiver.accept(listener);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean accepts(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
