package io.aigw.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * HTTP/2 without TLS and with prior knowledge, which the JDK's client does not speak: one request
 * at a time, of the response the status and the body.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9113">RFC 9113</a>
 */
public final class PlainHttp2 implements AutoCloseable {

  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int SETTINGS = 4;
  private static final int GOAWAY = 7;
  private static final int RST_STREAM = 3;

  private static final int END_STREAM = 1;
  private static final int ACK = 1;
  private static final int END_HEADERS = 4;

  /** What the static table of RFC 7541 has for the statuses that it knows, by index. */
  private static final Map<Integer, Integer> STATUS =
      Map.of(8, 200, 9, 204, 10, 206, 11, 304, 12, 400, 13, 404, 14, 500);

  private final Socket socket;
  private final DataInputStream in;
  private int stream = -1;

  public PlainHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(60_000);
    in = new DataInputStream(socket.getInputStream());
    socket
        .getOutputStream()
        .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    send(SETTINGS, 0, 0, new byte[0]);
  }

  /** Posts JSON; the response's headers are left out. */
  public RawHttp.Reply post(String path, String body) throws IOException {
    stream += 2;
    ByteArrayOutputStream headers = new ByteArrayOutputStream();
    header(headers, ":method", "POST");
    header(headers, ":scheme", "http");
    header(headers, ":authority", "gateway.test");
    header(headers, ":path", path);
    header(headers, "content-type", "application/json");
    send(HEADERS, END_HEADERS, stream, headers.toByteArray());
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    int half = bytes.length / 2;
    send(DATA, 0, stream, java.util.Arrays.copyOf(bytes, half));
    send(DATA, END_STREAM, stream, java.util.Arrays.copyOfRange(bytes, half, bytes.length));
    return response();
  }

  private RawHttp.Reply response() throws IOException {
    int status = 0;
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      int ofStream = in.readInt();
      byte[] payload = in.readNBytes(length);
      if (type == SETTINGS && (flags & ACK) == 0) {
        send(SETTINGS, ACK, 0, new byte[0]);
      } else if (type == RST_STREAM || type == GOAWAY) {
        throw new IOException("closed by frame " + type);
      } else if (ofStream == stream && type == HEADERS && status == 0) {
        status = STATUS.getOrDefault(payload[0] & 0x7f, -1);
      } else if (ofStream == stream && type == DATA) {
        body.write(payload);
      }
      if (ofStream == stream && (type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        return new RawHttp.Reply(status, Map.of(), body.toByteArray());
      }
    }
  }

  /** A literal field without indexing, as RFC 7541 has it; short ones only. */
  private static void header(ByteArrayOutputStream block, String name, String value) {
    block.write(0);
    block.write(name.length());
    block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  private void send(int type, int flags, int ofStream, byte[] payload) throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    frame.write(payload.length >> 16);
    frame.write(payload.length >> 8);
    frame.write(payload.length);
    frame.write(type);
    frame.write(flags);
    for (int shift = 24; shift >= 0; shift -= 8) {
      frame.write(ofStream >> shift);
    }
    frame.writeBytes(payload);
    socket.getOutputStream().write(frame.toByteArray());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
