package io.aigw.pick;

import java.util.Set;

/**
 * What a model server said of itself at one moment, as the model server protocol of the Gateway API
 * Inference Extension names it.
 *
 * @param waiting requests that it has taken and not begun
 * @param running requests that it works on
 * @param cacheUse the share of its key-value cache that is in use, from 0 to 1
 * @param maxAdapters how many LoRA adapters it can hold at once; 0 if it holds none
 * @param adapters those that it holds or has requests waiting for
 * @param at when it said so, in nanoseconds of a clock of which only differences mean something
 */
public record Signals(
    int waiting, int running, double cacheUse, int maxAdapters, Set<String> adapters, long at) {

  /** Of a server that has not been heard of, or not for long: nothing waits, nothing runs. */
  public static final Signals NONE = new Signals(0, 0, 0, 0, Set.of(), Long.MIN_VALUE);

  public Signals {
    adapters = Set.copyOf(adapters);
  }

  /** Whether this is what a server said. */
  public boolean heard() {
    return at != NONE.at;
  }
}
