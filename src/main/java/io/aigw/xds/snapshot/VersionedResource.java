package io.aigw.xds.snapshot;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A resource of Envoy's configuration, packed once.
 *
 * @param name unique among the resources of its type
 * @param version the first 128 bits of the SHA-256 of the bytes, which are serialised
 *     deterministically: equal content has the same version in any JVM, after any restart
 * @param packed the message as it goes over the wire; its type URL is the resource's type
 */
public record VersionedResource(String name, String version, Any packed) {

  public static VersionedResource of(String name, Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new VersionedResource(
        name,
        version(bytes),
        Any.newBuilder()
            .setTypeUrl(typeUrl(message))
            .setValue(UnsafeByteOperations.unsafeWrap(bytes))
            .build());
  }

  /** The type of resources that are messages like this one. */
  public static String typeUrl(Message message) {
    return "type.googleapis.com/" + message.getDescriptorForType().getFullName();
  }

  public String typeUrl() {
    return packed.getTypeUrl();
  }

  /**
   * Whether the message has this text somewhere, as one that refers to a resource has its name. May
   * say yes where the text is a part of a longer one.
   */
  public boolean mentions(String text) {
    ByteString wanted = ByteString.copyFromUtf8(text);
    ByteString content = packed.getValue();
    int last = content.size() - wanted.size();
    for (int start = 0; start <= last; start++) {
      int matching = 0;
      while (matching < wanted.size()
          && content.byteAt(start + matching) == wanted.byteAt(matching)) {
        matching++;
      }
      if (matching == wanted.size()) {
        return true;
      }
    }
    return false;
  }

  /** What it is, not what is in it: it may be a secret. */
  @Override
  public String toString() {
    return "%s %s (%s)".formatted(typeUrl(), name, version);
  }

  private static String version(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
