package io.aigw.simulator.engine;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The memory for keys and values, in blocks of a fixed number of tokens. A full block with a hash
 * can be shared by all sequences that begin alike; when nobody uses it any more it stays until its
 * place is needed, least recently used first, the end of a sequence before its beginning.
 *
 * <p>Blocks come into being when they are first needed, so a large capacity costs nothing.
 */
final class BlockCache {
  /** Identity counts: a block is a place, its hash is what lies there. */
  static final class Block {
    private static final long NONE = 0;

    private long hash = NONE;
    private int users;
  }

  private final int blockTokens;
  private final int capacity;
  private final boolean sharing;
  private final Map<Long, Block> byHash = new HashMap<>();
  private final Set<Block> idle = new LinkedHashSet<>();
  private int blank;

  BlockCache(EngineConfig.KvCache config) {
    blockTokens = config.blockTokens();
    capacity = config.blocks();
    sharing = config.prefixCaching();
    blank = capacity;
  }

  /** The share of blocks that sequences hold. */
  double usage() {
    return (double) (capacity - free()) / capacity;
  }

  /**
   * How many tokens of a sequence without blocks lie in the cache from its beginning, but never
   * all: its last token has to be computed for the next one to come out.
   */
  int find(Sequence sequence) {
    long[] hashes = sequence.request.blockHashes();
    int limit = sharing ? Math.min(hashes.length, (sequence.known() - 1) / blockTokens) : 0;
    int found = 0;
    while (found < limit && byHash.containsKey(hashes[found])) {
      found++;
    }
    return found * blockTokens;
  }

  /**
   * Gives a sequence without blocks those that {@link #find} found, and room for more.
   *
   * @return false, with nothing changed, if there are not enough free blocks
   */
  boolean admit(Sequence sequence, int found, int more) {
    int shared = found / blockTokens;
    long[] hashes = sequence.request.blockHashes();
    int fromIdle = 0;
    for (int i = 0; i < shared; i++) {
      if (block(hashes[i]).users == 0) {
        fromIdle++;
      }
    }
    if (blocksFor(found + more) - shared > free() - fromIdle) {
      return false;
    }
    for (int i = 0; i < shared; i++) {
      Block block = block(hashes[i]);
      if (block.users++ == 0) {
        idle.remove(block);
      }
      sequence.blocks.add(block);
    }
    sequence.computed = found;
    return reserve(sequence, more);
  }

  /**
   * Makes room for more tokens of a sequence than are computed, and lets others share the blocks
   * that become full by them.
   *
   * @return false, with nothing changed, if there are not enough free blocks
   */
  boolean reserve(Sequence sequence, int more) {
    List<Block> blocks = sequence.blocks;
    int tokens = sequence.computed + more;
    int needed = blocksFor(tokens);
    if (needed - blocks.size() > free()) {
      return false;
    }
    while (blocks.size() < needed) {
      Block block = take();
      block.users = 1;
      blocks.add(block);
    }
    if (sharing) {
      long[] hashes = sequence.request.blockHashes();
      int full = Math.min(hashes.length, tokens / blockTokens);
      for (int i = sequence.computed / blockTokens; i < full; i++) {
        publish(blocks.get(i), hashes[i]);
      }
    }
    return true;
  }

  /** Takes all blocks from a sequence. */
  void release(Sequence sequence) {
    for (Block block : sequence.blocks.reversed()) {
      if (--block.users == 0) {
        if (block.hash == Block.NONE) {
          blank++;
        } else {
          idle.add(block);
        }
      }
    }
    sequence.blocks.clear();
  }

  private int free() {
    return blank + idle.size();
  }

  private int blocksFor(int tokens) {
    return Math.ceilDiv(tokens, blockTokens);
  }

  private Block block(long hash) {
    return Objects.requireNonNull(byHash.get(hash));
  }

  private Block take() {
    if (blank > 0) {
      blank--;
      return new Block();
    }
    var eldest = idle.iterator();
    Block block = eldest.next();
    eldest.remove();
    byHash.remove(block.hash);
    block.hash = Block.NONE;
    return block;
  }

  private void publish(Block block, long hash) {
    if (block.hash == Block.NONE && byHash.putIfAbsent(hash, block) == null) {
      block.hash = hash;
    }
  }
}
