package io.aigw.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;

/** The answer on the wire, which a fault may cut off: the server closes what a handler fails at. */
final class Reply {

  /** Thrown to have the connection closed. */
  static final class Dropped extends IOException {
    private static final long serialVersionUID = 1;
  }

  private final HttpExchange exchange;
  private final Fault.Drop drop;

  Reply(HttpExchange exchange, Fault.Drop drop) {
    this.exchange = exchange;
    this.drop = drop;
  }

  Fault.Drop drop() {
    return drop;
  }

  void header(String name, String value) {
    exchange.getResponseHeaders().set(name, value);
  }

  void json(int status, byte[] body) throws IOException {
    whole(status, "application/json", body);
  }

  /** Sends a body of at least one byte. */
  void whole(int status, String contentType, byte[] body) throws IOException {
    header("content-type", contentType);
    OutputStream out = sendHeaders(status, body.length);
    if (drop == Fault.Drop.MID_STREAM) {
      out.write(body, 0, body.length / 2);
      out.flush();
      throw new Dropped();
    }
    out.write(body);
    out.close();
  }

  void empty(int status) throws IOException {
    sendHeaders(status, -1).close();
  }

  /** Begins a stream of events; whoever writes it has to close it, unless it is to look broken. */
  OutputStream stream() throws IOException {
    header("content-type", "text/event-stream; charset=utf-8");
    OutputStream out = sendHeaders(200, 0);
    out.flush();
    return out;
  }

  private OutputStream sendHeaders(int status, long length) throws IOException {
    if (drop == Fault.Drop.BEFORE_HEADERS) {
      throw new Dropped();
    }
    exchange.sendResponseHeaders(status, length);
    OutputStream out = exchange.getResponseBody();
    if (drop == Fault.Drop.AFTER_HEADERS) {
      out.flush();
      throw new Dropped();
    }
    return out;
  }
}
