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
    /** Inside a character whose bytes are in two pieces. */
    CUT_CHARACTER,
    ESCAPE,
    HEX,
    /** Behind the escape of a high surrogate: that of a low one must follow. */
    PAIR,
    PAIR_ESCAPE,
    ENDED,
    FAILED
  }

  private static final String MODEL = "model";

  private static final VarHandle EIGHT_BYTES =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long EACH = 0x0101010101010101L;
  private static final long TOP_BITS = 0x8080808080808080L;

  private Part part = Part.ENDED;

  /** How much of {@link #MODEL} the text has spelt so far; −1 once it cannot be it. */
  private int spelt;

  /** Hexadecimal digits of an escape that are to come, and the value of those before. */
  private int digitsLeft;

  private int hex;

  /** Whether that escape is the second one of a pair of surrogates. */
  private boolean pair;

  /** What has come of a cut character. */
  private final byte[] cutCharacter = new byte[4];

  private int cutLength;

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
    return spelt == MODEL.length();
  }

  /**
   * Reads on and returns the index behind the last byte it took: the string's end, a fault or
   * {@code to}.
   */
  int read(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      switch (part) {
        case TEXT -> i = text(bytes, i, to);
        case CUT_CHARACTER -> cutCharacter(bytes[i++]);
        case ESCAPE -> escape(bytes[i++]);
        case HEX -> hex(bytes[i++]);
        case PAIR -> part = bytes[i++] == '\\' ? Part.PAIR_ESCAPE : Part.FAILED;
        case PAIR_ESCAPE -> beginHex(bytes[i++], true);
        case ENDED, FAILED -> {
          return i;
        }
      }
    }
    return i;
  }

  /** Reads characters that stand for themselves, up to and including the byte that ends them. */
  private int text(byte[] bytes, int from, int to) {
    int i = from;
    while (i < to) {
      byte b = bytes[i];
      if (b < 0) {
        spelt = -1;
        int length = characterLength(b);
        if (length > to - i) {
          cutLength = 0;
          part = Part.CUT_CHARACTER;
          return i;
        }
        if (!isCharacter(
            length,
            b,
            bytes[i + 1],
            length > 2 ? bytes[i + 2] : 0,
            length > 3 ? bytes[i + 3] : 0)) {
          part = Part.FAILED;
          return i;
        }
        i += length;
      } else if (b == '"') {
        part = Part.ENDED;
        return i + 1;
      } else if (b == '\\') {
        part = Part.ESCAPE;
        return i + 1;
      } else if (b < ' ') {
        part = Part.FAILED;
        return i;
      } else {
        i++;
        spell(b);
        if (spelt < 0) {
          i = plainText(bytes, i, to);
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

  private void cutCharacter(byte b) {
    cutCharacter[cutLength++] = b;
    int length = characterLength(cutCharacter[0]);
    if (cutLength == length) {
      boolean valid =
          isCharacter(length, cutCharacter[0], cutCharacter[1], cutCharacter[2], cutCharacter[3]);
      part = valid ? Part.TEXT : Part.FAILED;
    }
  }

  /** The number of bytes of a character, if this is the first of one. */
  private static int characterLength(byte first) {
    int b = first & 0xFF;
    return b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
  }

  /** Whether that many bytes are a character of UTF-8 in its shortest form, and no surrogate. */
  private static boolean isCharacter(int length, byte first, byte second, byte third, byte fourth) {
    if (!isContinuation(second)) {
      return false;
    }
    if (length == 2) {
      return (first & 0xFF) >= 0xC2;
    }
    if (!isContinuation(third)) {
      return false;
    }
    if (length == 3) {
      int character = (first & 0x0F) << 12 | (second & 0x3F) << 6;
      return character >= 0x800 && (character < 0xD800 || character > 0xDFFF);
    }
    int upper = (first & 0x0F) << 6 | (second & 0x3F);
    return isContinuation(fourth) && upper >= 0x10 && upper <= 0x10F;
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }

  private void escape(byte b) {
    switch (b) {
      case 'u' -> beginHex(b, false);
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
        part = Part.TEXT;
        spelt = -1;
      }
      default -> part = Part.FAILED;
    }
  }

  private void beginHex(byte b, boolean second) {
    part = b == 'u' ? Part.HEX : Part.FAILED;
    pair = second;
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
      spelt = spelt < MODEL.length() && MODEL.charAt(spelt) == character ? spelt + 1 : -1;
    }
  }
}
