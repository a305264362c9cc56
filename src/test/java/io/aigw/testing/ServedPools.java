package io.aigw.testing;

import io.aigw.decide.Newcomers;
import io.aigw.decide.ServedModel;
import io.aigw.decide.ServedPool;
import io.aigw.pick.Pool;
import io.aigw.route.ModelRenaming;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Pools as an endpoint picker may know them. */
public final class ServedPools {

  private ServedPools() {}

  /** A pool without rewrites, objectives and newcomers. */
  public static ServedPool of(Pool pool, Optional<Map<String, ServedModel>> models) {
    return new ServedPool(
        pool, models, ModelRenaming.NONE, Map.of(), "x-session-id", Newcomers.none(Duration.ZERO));
  }
}
