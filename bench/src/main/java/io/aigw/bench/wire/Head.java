package io.aigw.bench.wire;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/** The first line and the headers of a message. One instance serves a connection's messages. */
public final class Head {

  /** A header's name or value, in lower case. */
  public static final class Token {

    private final byte[] bytes;

    private Token(byte[] bytes) {
      this.bytes = bytes;
    }

    public static Token of(String lowerCase) {
      return new Token(lowerCase.getBytes(StandardCharsets.US_ASCII));
    }
  }

  /** What {@link #find} says of a header that is not there. */
  public static final int ABSENT = -1;

  private static final int INITIAL_BYTES = 1024;

  private byte[] bytes = new byte[INITIAL_BYTES];
  private int length;

  void read(ByteBuf from, int count) {
    if (count > bytes.length) {
      bytes = new byte[Math.max(count, 2 * bytes.length)];
    }
    from.readBytes(bytes, 0, count);
    length = count;
  }

  /** The status of an answer. */
  public int status() {
    int at = indexOf((byte) ' ', 0) + 1;
    return (int) number(at);
  }

  /** Whether the message is a request of this method and path, both as they are written. */
  public boolean isRequest(String methodAndPath) {
    if (length <= methodAndPath.length() || bytes[methodAndPath.length()] != ' ') {
      return false;
    }
    for (int i = 0; i < methodAndPath.length(); i++) {
      if (bytes[i] != methodAndPath.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Where the value of a header begins, or {@link #ABSENT}. */
  public int find(Token name) {
    int line = indexOf((byte) '\n', 0) + 1;
    while (line < length) {
      int colon = line + name.bytes.length;
      if (colon < length && bytes[colon] == ':' && matches(line, name)) {
        int value = colon + 1;
        while (value < length && bytes[value] == ' ') {
          value++;
        }
        return value;
      }
      line = indexOf((byte) '\n', line) + 1;
    }
    return ABSENT;
  }

  /** Whether a header is there with this value, whatever the case. */
  public boolean has(Token name, Token value) {
    int at = find(name);
    int end = at + value.bytes.length;
    return at != ABSENT && end < length && bytes[end] == '\r' && matches(at, value);
  }

  /** The value of a header; empty if it is not there. */
  public String value(Token name) {
    int at = find(name);
    return at == ABSENT
        ? ""
        : new String(bytes, at, indexOf((byte) '\r', at) - at, StandardCharsets.US_ASCII);
  }

  /** The decimal number that stands at a place. */
  long number(int at) {
    long number = 0;
    for (int i = at; i < length && bytes[i] >= '0' && bytes[i] <= '9'; i++) {
      number = number * 10 + (bytes[i] - '0');
    }
    return number;
  }

  private boolean matches(int at, Token token) {
    for (int i = 0; i < token.bytes.length; i++) {
      byte b = bytes[at + i];
      if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != token.bytes[i]) {
        return false;
      }
    }
    return true;
  }

  private int indexOf(byte wanted, int from) {
    for (int i = from; i < length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return length;
  }
}
