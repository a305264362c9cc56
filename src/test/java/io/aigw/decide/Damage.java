package io.aigw.decide;

import java.io.ByteArrayOutputStream;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** One change to a document's bytes; the place is taken modulo its length. */
record Damage(Kind kind, int place, byte b) {

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

  static Arbitrary<List<Damage>> some() {
    Arbitrary<Byte> telling =
        Arbitraries.of(
            "{}[]\",:\\/u0123eE+-. \t\n\0tfnmodel".chars().mapToObj(c -> (byte) c).toList());
    Arbitrary<Byte> bytes = Arbitraries.oneOf(telling, Arbitraries.bytes());
    return Combinators.combine(
            Arbitraries.of(Damage.Kind.class), Arbitraries.integers().between(0, 10_000), bytes)
        .as(Damage::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }
}
