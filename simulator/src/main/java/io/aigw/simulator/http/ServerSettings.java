package io.aigw.simulator.http;

import io.aigw.simulator.engine.EngineConfig;
import java.util.List;

/**
 * What a server is and can do.
 *
 * @param id by which it is known in headers and fingerprints
 * @param models the names of its model; empty: every name
 * @param adapters the LoRA adapters that it knows from the start
 * @param maxModelLength how many tokens prompt and answer may have together; not more than the
 *     cache
 * @param meanOutputTokens of answers that no limit cuts
 * @param bodyDigest whether answers say in {@code x-request-body-sha256} what arrived
 * @param journalSize how many requests {@code /debug/requests} remembers; 0: none
 */
public record ServerSettings(
    String id,
    List<String> models,
    List<String> adapters,
    EngineConfig engine,
    int maxModelLength,
    int meanOutputTokens,
    FaultSchedule faults,
    boolean bodyDigest,
    int journalSize) {

  public ServerSettings {
    models = List.copyOf(models);
    adapters = List.copyOf(adapters);
    if (maxModelLength > engine.kvCache().tokens()) {
      throw new IllegalArgumentException(
          "a context of %d tokens does not fit a cache of %d"
              .formatted(maxModelLength, engine.kvCache().tokens()));
    }
    if (!adapters.isEmpty() && engine.adapters().slots() == 0) {
      throw new IllegalArgumentException("adapters need at least one slot");
    }
    if (meanOutputTokens < 1 || journalSize < 0) {
      throw new IllegalArgumentException("answers have tokens, and a journal no negative size");
    }
  }
}
