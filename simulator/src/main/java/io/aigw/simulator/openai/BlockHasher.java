package io.aigw.simulator.openai;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Counts tokens and hashes them by blocks, each hash over its block and everything before it.
 *
 * <p>A token of text is four bytes of its UTF-8 form, which is about what a real tokenizer makes of
 * English; each text begins a new token.
 */
final class BlockHasher {
  private static final int BYTES_PER_TOKEN = 4;

  private final int blockTokens;
  private long[] hashes = new long[64];
  private int blocks;
  private int count;
  private long state;

  BlockHasher(int blockTokens) {
    this.blockTokens = blockTokens;
  }

  private BlockHasher(BlockHasher other) {
    blockTokens = other.blockTokens;
    hashes = other.hashes.clone();
    blocks = other.blocks;
    count = other.count;
    state = other.state;
  }

  BlockHasher copy() {
    return new BlockHasher(this);
  }

  void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < bytes.length; i += BYTES_PER_TOKEN) {
      int token = 0;
      for (int j = i; j < Math.min(i + BYTES_PER_TOKEN, bytes.length); j++) {
        token = (token << 8) | (bytes[j] & 0xff);
      }
      token(token);
    }
  }

  void token(int token) {
    state = (state + token) * 0x9e3779b97f4a7c15L;
    state ^= state >>> 32;
    count++;
    if (count % blockTokens == 0) {
      if (blocks == hashes.length) {
        hashes = Arrays.copyOf(hashes, 2 * blocks);
      }
      hashes[blocks++] = state;
    }
  }

  int count() {
    return count;
  }

  /** A hash of everything so far. */
  long state() {
    return state;
  }

  /**
   * The hashes of the full blocks.
   *
   * @param salt what else has to be equal for a block to be the same, such as the adapter
   */
  long[] hashes(long salt) {
    long[] salted = new long[blocks];
    for (int i = 0; i < blocks; i++) {
      salted[i] = mix(hashes[i] ^ salt);
    }
    return salted;
  }

  /** A bijection that spreads every bit over all of them (the finalizer of SplitMix64). */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
