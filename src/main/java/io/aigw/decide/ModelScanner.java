package io.aigw.decide;

import java.util.Arrays;

/**
 * Finds where the values of the top-level {@code model} keys of a JSON document stand, in one pass
 * over its bytes and without building a tree. A key counts if it is {@code model} after its escapes
 * are decoded; a key of another case or inside another value does not.
 *
 * <p>The grammar is that of RFC 8259 in valid UTF-8, with an optional byte order mark, without
 * escapes of lone surrogates (parsers differ on them), nested as deep as the document likes (one
 * bit of memory a level). Whatever is accepted here is accepted by a conforming parser without
 * limits of its own, and the last span is the value that such a parser sees.
 *
 * <p>The document may come in pieces that are cut anywhere. Offsets count from the first byte of
 * the first piece. One scanner reads one document; it is not safe for use by several threads.
 */
public final class ModelScanner {

  /**
   * How many top-level {@code model} keys are recorded; a document with more is {@link
   * Outcome#REPEATED}. No honest client sends two; without a limit, a body of nothing else would
   * grow many times over when it is rewritten.
   */
  public static final int MAX_SPANS = 16;

  /** What a document is, seen as a request for a model. */
  public enum Outcome {
    /** The last top-level {@code model} is a string. */
    STRING,
    /** The last top-level {@code model} is of another type. */
    NOT_STRING,
    /** JSON, but no object with a {@code model} at its top level. */
    ABSENT,
    /** More than {@link #MAX_SPANS} top-level {@code model} keys. */
    REPEATED,
    /** No JSON in UTF-8, or not the whole of it. */
    MALFORMED
  }

  private enum State {
    START,
    VALUE,
    VALUE_OR_END,
    KEY,
    KEY_OR_END,
    IN_KEY,
    COLON,
    IN_STRING,
    IN_WORD,
    MINUS,
    ZERO,
    INTEGER,
    POINT,
    FRACTION,
    EXPONENT,
    EXPONENT_SIGN,
    EXPONENT_DIGITS,
    AFTER_VALUE,
    END,
    FAILED
  }

  /** What is spelt one way only; a character stands for a byte. */
  private enum Word {
    TRUE("true"),
    FALSE("false"),
    NULL("null"),
    BYTE_ORDER_MARK("\u00EF\u00BB\u00BF");

    final String bytes;

    Word(String bytes) {
      this.bytes = bytes;
    }
  }

  private State state = State.START;

  /** The number of bytes in the pieces before the current one. */
  private int offset;

  /** How many objects and arrays are open, and a bit for each of them: set for an object. */
  private int depth;

  private long[] objects = new long[1];

  private final JsonString string = new JsonString();

  /** The word being read, and how much of it has been. */
  private Word word = Word.NULL;

  private int wordRead;

  /**
   * Whether the key at the top level that was read last, and still waits for its value's end, is a
   * model.
   */
  private boolean model;

  /** Start and end of each span in turn. */
  private int[] spans = new int[2];

  private int spanCount;
  private boolean lastIsString;

  /** Reads the next piece: the bytes from {@code from} up to but not including {@code to}. */
  public void feed(byte[] bytes, int from, int to) {
    int shift = offset - from;
    int i = from;
    while (i < to && state != State.FAILED) {
      if (state == State.IN_STRING || state == State.IN_KEY) {
        i = string.read(bytes, i, to);
        endString(i + shift);
      } else {
        step(bytes[i], i + shift);
        i++;
      }
    }
    offset += to - from;
  }

  /** Says what the document was; to be called once, after its last piece. */
  public Outcome finish() {
    if (depth == 0 && isWholeNumber()) {
      state = State.END;
    }
    if (state != State.END) {
      return Outcome.MALFORMED;
    }
    if (spanCount == 0) {
      return Outcome.ABSENT;
    }
    if (spanCount > MAX_SPANS) {
      return Outcome.REPEATED;
    }
    return lastIsString ? Outcome.STRING : Outcome.NOT_STRING;
  }

  /** The number of spans found, in the order in which they stand. */
  public int spanCount() {
    return Math.min(spanCount, MAX_SPANS);
  }

  /** The offset of the first byte of a model's value: of its opening quote, if it is a string. */
  public int spanStart(int index) {
    return spans[2 * index];
  }

  /** The offset behind the last byte of a model's value. */
  public int spanEnd(int index) {
    return spans[2 * index + 1];
  }

  /** Takes a byte outside of strings; {@code at} is its offset. */
  private void step(byte b, int at) {
    switch (state) {
      case START -> {
        if (b == (byte) 0xEF) {
          beginWord(Word.BYTE_ORDER_MARK);
        } else {
          state = State.VALUE;
          value(b, at);
        }
      }
      case VALUE -> value(b, at);
      case VALUE_OR_END -> {
        if (b == ']') {
          close(at);
        } else {
          value(b, at);
        }
      }
      case KEY -> key(b);
      case KEY_OR_END -> {
        if (b == '}') {
          close(at);
        } else {
          key(b);
        }
      }
      case COLON -> {
        if (b == ':') {
          state = State.VALUE;
        } else {
          blank(b);
        }
      }
      case IN_WORD -> word(b, at);
      case MINUS -> {
        if (b == '0') {
          state = State.ZERO;
        } else {
          digit(b, State.INTEGER);
        }
      }
      case ZERO -> afterInteger(b, at);
      case INTEGER -> {
        if (!isDigit(b)) {
          afterInteger(b, at);
        }
      }
      case POINT -> digit(b, State.FRACTION);
      case FRACTION -> {
        if (b == 'e' || b == 'E') {
          state = State.EXPONENT;
        } else if (!isDigit(b)) {
          afterNumber(b, at);
        }
      }
      case EXPONENT -> {
        if (b == '+' || b == '-') {
          state = State.EXPONENT_SIGN;
        } else {
          digit(b, State.EXPONENT_DIGITS);
        }
      }
      case EXPONENT_SIGN -> digit(b, State.EXPONENT_DIGITS);
      case EXPONENT_DIGITS -> {
        if (!isDigit(b)) {
          afterNumber(b, at);
        }
      }
      case AFTER_VALUE -> afterValue(b, at);
      case END -> blank(b);
      case IN_STRING, IN_KEY, FAILED -> throw new IllegalStateException(state.name());
    }
  }

  private void value(byte b, int at) {
    switch (b) {
      case '"' -> {
        beginValue(at, State.IN_STRING);
        string.begin(false);
      }
      case '{' -> {
        beginValue(at, State.KEY_OR_END);
        open(true);
      }
      case '[' -> {
        beginValue(at, State.VALUE_OR_END);
        open(false);
      }
      case 't' -> {
        beginValue(at, State.IN_WORD);
        beginWord(Word.TRUE);
      }
      case 'f' -> {
        beginValue(at, State.IN_WORD);
        beginWord(Word.FALSE);
      }
      case 'n' -> {
        beginValue(at, State.IN_WORD);
        beginWord(Word.NULL);
      }
      case '-' -> beginValue(at, State.MINUS);
      case '0' -> beginValue(at, State.ZERO);
      default -> {
        if (isDigit(b)) {
          beginValue(at, State.INTEGER);
        } else {
          blank(b);
        }
      }
    }
  }

  private void beginValue(int at, State first) {
    state = first;
    if (depth == 1 && model && ++spanCount <= MAX_SPANS) {
      if (2 * spanCount > spans.length) {
        spans = Arrays.copyOf(spans, 2 * MAX_SPANS);
      }
      spans[2 * spanCount - 2] = at;
      lastIsString = first == State.IN_STRING;
    }
  }

  /** Takes the offset behind a value's last byte. */
  private void endValue(int end) {
    state = depth == 0 ? State.END : State.AFTER_VALUE;
    if (depth == 1 && model) {
      model = false;
      if (spanCount <= MAX_SPANS) {
        spans[2 * spanCount - 1] = end;
      }
    }
  }

  private void afterValue(byte b, int at) {
    boolean object = inObject();
    if (b == ',') {
      state = object ? State.KEY : State.VALUE;
    } else if (b == (object ? '}' : ']')) {
      close(at);
    } else {
      blank(b);
    }
  }

  private void open(boolean object) {
    int index = depth >>> 6;
    if (index == objects.length) {
      objects = Arrays.copyOf(objects, 2 * index);
    }
    long bit = 1L << depth;
    objects[index] = object ? objects[index] | bit : objects[index] & ~bit;
    depth++;
  }

  private void close(int at) {
    depth--;
    endValue(at + 1);
  }

  private boolean inObject() {
    int level = depth - 1;
    return (objects[level >>> 6] & 1L << level) != 0;
  }

  private void key(byte b) {
    if (b == '"') {
      state = State.IN_KEY;
      string.begin(depth == 1);
    } else {
      blank(b);
    }
  }

  private void endString(int end) {
    if (string.failed()) {
      state = State.FAILED;
    } else if (string.ended()) {
      if (state == State.IN_STRING) {
        endValue(end);
        return;
      }
      state = State.COLON;
      if (depth == 1) {
        model = string.isModel();
      }
    }
  }

  private void beginWord(Word expected) {
    state = State.IN_WORD;
    word = expected;
    wordRead = 1;
  }

  private void word(byte b, int at) {
    if ((b & 0xFF) != word.bytes.charAt(wordRead++)) {
      state = State.FAILED;
    } else if (wordRead == word.bytes.length()) {
      if (word == Word.BYTE_ORDER_MARK) {
        state = State.VALUE;
      } else {
        endValue(at + 1);
      }
    }
  }

  private void digit(byte b, State next) {
    state = isDigit(b) ? next : State.FAILED;
  }

  private void afterInteger(byte b, int at) {
    if (b == '.') {
      state = State.POINT;
    } else if (b == 'e' || b == 'E') {
      state = State.EXPONENT;
    } else {
      afterNumber(b, at);
    }
  }

  /** Only the byte behind a number tells that it has ended. */
  private void afterNumber(byte b, int at) {
    endValue(at);
    step(b, at);
  }

  private boolean isWholeNumber() {
    return state == State.ZERO
        || state == State.INTEGER
        || state == State.FRACTION
        || state == State.EXPONENT_DIGITS;
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  /** White space changes nothing; anything else has no place here. */
  private void blank(byte b) {
    if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
      state = State.FAILED;
    }
  }
}
