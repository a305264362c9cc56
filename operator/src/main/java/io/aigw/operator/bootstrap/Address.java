package io.aigw.operator.bootstrap;

import java.nio.file.Path;

/** Where a server listens. */
public sealed interface Address {

  /**
   * A host's port.
   *
   * @param host an IP address (IPv6 without brackets) or a name
   */
  record Tcp(String host, int port) implements Address {
    /** {@code host:port}. */
    @Override
    public String toString() {
      return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
  }

  /** A Unix domain socket. */
  record Socket(Path path) implements Address {
    /** {@code unix:path}. */
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }

  /**
   * Reads {@code host:port}, {@code [IPv6]:port} or {@code unix:path}.
   *
   * @throws IllegalArgumentException for anything else, with a message for its author
   */
  static Address parse(String text) {
    if (text.startsWith("unix:") && text.length() > "unix:".length()) {
      return new Socket(Path.of(text.substring("unix:".length())));
    }
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0)).replaceAll("^\\[(.*)]$", "$1");
    int port = port(text.substring(colon + 1));
    if (host.isEmpty() || port < 0) {
      throw new IllegalArgumentException("'" + text + "' is neither HOST:PORT nor unix:PATH");
    }
    return new Tcp(host, port);
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port <= 0xffff ? port : -1;
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
