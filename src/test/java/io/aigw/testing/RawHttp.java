package io.aigw.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** HTTP/1.1 as bytes, because a client that is not trusted does not use a library. */
public final class RawHttp {

  private static final ObjectMapper JSON = new ObjectMapper();

  private RawHttp() {}

  /** A response; header names are in lower case. */
  @SuppressWarnings("ArrayRecordComponent") // nobody compares responses
  public record Reply(int status, Map<String, String> headers, byte[] body) {

    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }

    public JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException e) {
        throw new UncheckedIOException(text(), e);
      }
    }

    public Optional<String> header(String name) {
      return Optional.ofNullable(headers.get(name));
    }
  }

  /** Sends bytes as they are, over a connection of their own, and reads one response. */
  public static Reply exchange(int port, byte[]... request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(60_000);
      try {
        for (byte[] part : request) {
          socket.getOutputStream().write(part);
        }
      } catch (IOException e) {
        // answered before all was sent: what was answered is still there to be read
      }
      return read(new BufferedInputStream(socket.getInputStream()));
    }
  }

  /** Reads one response, without what informs before it. */
  public static Reply read(InputStream in) throws IOException {
    int status = Integer.parseInt(line(in).split(" ", -1)[1]);
    Map<String, String> headers = new LinkedHashMap<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      headers.merge(
          line.substring(0, colon).toLowerCase(Locale.ROOT),
          line.substring(colon + 1).strip(),
          (one, other) -> one + ", " + other);
    }
    if (status == 100) {
      return read(in);
    }
    String length = headers.get("content-length");
    if ("chunked".equals(headers.get("transfer-encoding"))) {
      return new Reply(status, headers, chunks(in));
    }
    return new Reply(
        status,
        headers,
        length == null ? in.readAllBytes() : exactly(in, Integer.parseInt(length)));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      byte[] chunk = exactly(in, Integer.parseInt(line(in), 16));
      body.writeBytes(chunk);
      line(in);
      if (chunk.length == 0) {
        return body.toByteArray();
      }
    }
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("%d of %d bytes".formatted(bytes.length, length));
    }
    return bytes;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new EOFException("closed within the response's head: " + line);
      }
      line.append((char) c);
    }
    return line.toString().stripTrailing();
  }
}
