package io.aigw.decide;

import io.aigw.route.MetadataText;
import io.grpc.Metadata;
import java.util.Optional;

/** Where an instruction stands among the metadata of a stream. */
record Instruction(Metadata.Key<String> key) {

  static Instruction named(String name) {
    return new Instruction(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
  }

  boolean isIn(Metadata metadata) {
    return metadata.containsKey(key);
  }

  /** What it says; empty where there is none, or none that can be read. */
  Optional<String> in(Metadata metadata) {
    return Optional.ofNullable(metadata.get(key)).flatMap(MetadataText::decode);
  }
}
