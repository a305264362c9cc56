package io.aigw.decide;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads one JSON string after the other, in pieces that are cut anywhere: finds its end, insists on
 * valid escapes, surrogates in pairs and valid UTF-8, and tells whether its decoded text is the
 * word {@code model}. Nearly all bytes of a request stand in strings, so plain text is passed over
 * by eights.
 */
final class JsonString {

  private enum Part {
    TEXT,
    /** Inside a character of several bytes. */
    CHARACTER,
    ESCAPE,
    HEX,
    /** Behind the escape of a high surrogate: that of a low one must follow. */
    PAIR,
    PAIR_ESCAPE,
    ENDED,
    FAILED
  }

  private static final byte[] MODEL = {'m', 'o', 'd', 'e', 'l'};

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long TOP_BITS = 0x8080808080808080L;

  private Part part = Part.ENDED;

  /** How much of {@link #MODEL} the text has spelt so far; −1 once it cannot be it. */
  private int spelt;

  /** Bytes of a character that are to come, and the bounds of the next. */
  private int bytesLeft;

  private int low;
  private int high;

  /** Hexadecimal digits of an escape that are to come, and the value of those before. */
  private int digitsLeft;

  private int hex;

  /** Whether that escape is the second one of a pair of surrogates. */
  private boolean pair;

  /** Begins a string whose opening quote was read. */
  void begin(boolean mayBeModel) {
    part = Part.TEXT;
    spelt = mayBeModel ? 0 : -1;
  }

  boolean ended() {
    return part == Part.ENDED;
  }

  boolean failed() {
    return part == Part.FAILED;
  }

  /** Whether the string that has ended, begun as one that may be, is {@code model}. */
  boolean isModel() {
    return spelt == MODEL.length;
  }

  /**
   * Reads on and returns the index behind the last byte it took: its end, a fault or {@code to}.
   */
  int read(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      switch (part) {
        case TEXT -> {
          if (spelt < 0) {
            i = plainText(bytes, i, to);
          }
          if (i < to) {
            text(bytes[i++] & 0xFF);
          }
        }
        case CHARACTER -> continuation(bytes[i++] & 0xFF);
        case ESCAPE -> escape(bytes[i++]);
        case HEX -> hex(bytes[i++]);
        case PAIR -> part = bytes[i++] == '\\' ? Part.PAIR_ESCAPE : Part.FAILED;
        case PAIR_ESCAPE -> {
          pair = true;
          beginHex(bytes[i++]);
        }
        case ENDED, FAILED -> {
          return i;
        }
      }
    }
    return i;
  }

  /**
   * The index of the first byte that is a quote, a backslash, a control or not ASCII, or one close
   * to the end if there is none. The subtractions borrow only from a byte that is itself such a
   * byte, so the lowest bit found is right; those above it need not be.
   */
  private static int plainText(byte[] bytes, int from, int to) {
    int i = from;
    while (i <= to - Long.BYTES) {
      long eight = (long) EIGHT_BYTES.get(bytes, i);
      long quotes = (eight ^ '"' * EACH) - EACH;
      long backslashes = (eight ^ '\\' * EACH) - EACH;
      long controls = eight - ' ' * EACH;
      long found = (quotes | backslashes | controls | eight) & TOP_BITS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
      i += Long.BYTES;
    }
    return i;
  }

  private void text(int b) {
    if (b == '"') {
      part = Part.ENDED;
    } else if (b == '\\') {
      part = Part.ESCAPE;
    } else if (b < ' ') {
      part = Part.FAILED;
    } else if (b < 0x80) {
      spell(b);
    } else {
      spelt = -1;
      firstOfCharacter(b);
    }
  }

  /** Table 3-7 of the Unicode standard: what may follow a first byte, without overlong forms. */
  private void firstOfCharacter(int b) {
    if (b < 0xC2 || b > 0xF4) {
      part = Part.FAILED;
      return;
    }
    part = Part.CHARACTER;
    bytesLeft = b < 0xE0 ? 1 : b < 0xF0 ? 2 : 3;
    low = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
    high = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
  }

  private void continuation(int b) {
    if (b < low || b > high) {
      part = Part.FAILED;
      return;
    }
    low = 0x80;
    high = 0xBF;
    if (--bytesLeft == 0) {
      part = Part.TEXT;
    }
  }

  private void escape(byte b) {
    switch (b) {
      case 'u' -> {
        pair = false;
        beginHex(b);
      }
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        part = Part.TEXT;
        spelt = -1;
      }
      default -> part = Part.FAILED;
    }
  }

  private void beginHex(byte b) {
    part = b == 'u' ? Part.HEX : Part.FAILED;
    digitsLeft = 4;
    hex = 0;
  }

  private void hex(byte b) {
    int digit = Character.digit(b, 16);
    hex = hex << 4 | digit;
    if (digit < 0) {
      part = Part.FAILED;
    } else if (--digitsLeft == 0) {
      if (Character.isLowSurrogate((char) hex) != pair) {
        part = Part.FAILED;
      } else if (Character.isHighSurrogate((char) hex)) {
        part = Part.PAIR;
        spelt = -1;
      } else {
        part = Part.TEXT;
        spell(hex);
      }
    }
  }

  private void spell(int character) {
    if (spelt >= 0) {
      spelt = spelt < MODEL.length && MODEL[spelt] == character ? spelt + 1 : -1;
    }
  }
}
