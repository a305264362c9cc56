package io.aigw.decide;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/** One change to a document's bytes; the place is taken modulo its length. */
record Damage(Kind kind, int place, byte b) {

  /** What JSON is made of. */
  private static final String TELLING = "{}[]\",:\\/u0123eE+-. \t\n\0tfnmodel";

  enum Kind {
    OVERWRITE,
    INSERT,
    DELETE,
    CUT,
    SWAP
  }

  byte[] to(byte[] bytes) {
    if (bytes.length == 0) {
      return new byte[] {b};
    }
    int at = place % bytes.length;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(bytes, 0, at);
    switch (kind) {
      case OVERWRITE -> {
        out.write(b);
        out.write(bytes, at + 1, bytes.length - at - 1);
      }
      case INSERT -> {
        out.write(b);
        out.write(bytes, at, bytes.length - at);
      }
      case DELETE -> out.write(bytes, at + 1, bytes.length - at - 1);
      case CUT -> {}
      case SWAP -> {
        int next = Math.min(at + 1, bytes.length - 1);
        out.write(bytes, next, bytes.length - next);
        out.write(bytes, at, next - at);
      }
    }
    return out.toByteArray();
  }

  /** One to three. */
  static List<Damage> some(RandomGenerator random) {
    return Stream.generate(() -> one(random)).limit(random.nextInt(1, 4)).toList();
  }

  private static Damage one(RandomGenerator random) {
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    int b =
        random.nextBoolean()
            ? TELLING.charAt(random.nextInt(TELLING.length()))
            : random.nextInt(256);
    return new Damage(kind, random.nextInt(10_001), (byte) b);
  }
}
