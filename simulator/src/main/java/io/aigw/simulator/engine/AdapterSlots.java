package io.aigw.simulator.engine;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The slots for LoRA adapters in a batch. An adapter that no running sequence uses keeps its slot
 * until another one needs it, least recently used first.
 */
final class AdapterSlots {
  enum Claim {
    /** The adapter is in a slot. */
    READY,
    /** The adapter has been given a slot and must be loaded now. */
    LOAD,
    /** Every slot is in use by running sequences. */
    FULL
  }

  private final int slots;

  /** Users by adapter, the least recently used first. */
  private final Map<String, Integer> users = new LinkedHashMap<>(16, 0.75f, true);

  AdapterSlots(int slots) {
    this.slots = slots;
  }

  /** What {@link #claim} would answer, without taking anything. */
  boolean available(String adapter) {
    return users.containsKey(adapter) || users.size() < slots || users.containsValue(0);
  }

  /** Takes a place for one more sequence, unless the answer is {@link Claim#FULL}. */
  Claim claim(String adapter) {
    if (!available(adapter)) {
      return Claim.FULL;
    }
    boolean resident = users.containsKey(adapter);
    if (!resident && users.size() == slots) {
      evictIdle();
    }
    users.merge(adapter, 1, Integer::sum);
    return resident ? Claim.READY : Claim.LOAD;
  }

  /** One sequence less uses an adapter. */
  void release(String adapter) {
    users.merge(adapter, -1, Integer::sum);
  }

  private void evictIdle() {
    var entries = users.entrySet().iterator();
    while (entries.hasNext()) {
      if (entries.next().getValue() == 0) {
        entries.remove();
        return;
      }
    }
  }
}
