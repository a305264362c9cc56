package io.aigw.decide;

import com.google.protobuf.ByteString;
import io.aigw.route.JsonText;
import io.aigw.route.ModelRewrite;
import io.grpc.Metadata;
import org.jspecify.annotations.Nullable;

/** Reads the instruction that came with a question: the model's new name, as JSON writes it. */
final class Replacement {

  private static final Instruction REWRITE = Instruction.named(ModelRewrite.METADATA_KEY);

  private Replacement() {}

  /** The new name as a JSON string, or null if there is none, it is empty or not UTF-8. */
  static @Nullable ByteString of(Metadata metadata) {
    return REWRITE
        .in(metadata)
        .filter(name -> !name.isEmpty())
        .map(Replacement::quote)
        .orElse(null);
  }

  /** A name as a JSON string. */
  static ByteString quote(String text) {
    StringBuilder json = new StringBuilder(text.length() + 2);
    JsonText.quote(text, json);
    return ByteString.copyFromUtf8(json.toString());
  }
}
