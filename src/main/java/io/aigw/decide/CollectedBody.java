package io.aigw.decide;

import com.google.protobuf.ByteString;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The body of a request as far as it has come, read for its model meanwhile. */
final class CollectedBody {

  private final List<ByteString> chunks = new ArrayList<>();
  private final ModelScanner scanner = new ModelScanner();
  private int size;

  void add(ByteString chunk) {
    chunks.add(chunk);
    size += chunk.size();
    byte[] bytes = chunk.toByteArray();
    scanner.feed(bytes, 0, bytes.length);
  }

  int size() {
    return size;
  }

  /** As they came. */
  List<ByteString> chunks() {
    return chunks;
  }

  /** The first top-level {@code model}, as soon as all of it is here. */
  Optional<String> firstModel() {
    return scanner.spanCount() > 0 && scanner.spanEnd(0) > 0
        ? Optional.of(model(0))
        : Optional.empty();
  }

  /** What the body is, seen as a request for a model; once, when all of it is here. */
  ModelScanner.Outcome finish() {
    return scanner.finish();
  }

  /** The last top-level {@code model}, as parsers see it; after {@link #finish}. */
  String lastModel() {
    return model(scanner.spanCount() - 1);
  }

  /** The body with another model. */
  ByteString withModel(ByteString quoted) {
    return ModelRewriter.replaceSpans(all(), scanner, quoted);
  }

  private String model(int span) {
    return ModelReader.model(all(), scanner, span);
  }

  private ByteString all() {
    return ByteString.copyFrom(chunks);
  }
}
