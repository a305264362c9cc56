package io.aigw.operator.processor;

import io.aigw.pick.Pools;
import io.aigw.route.PoolMembers;
import io.aigw.signal.Scraper;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** The pools of whose endpoints this process may be asked, with what keeps their signals new. */
public final class Pickers implements AutoCloseable {

  private final ScheduledExecutorService forgetting =
      Executors.newSingleThreadScheduledExecutor(
          task -> Thread.ofPlatform().daemon().name("pools").unstarted(task));
  private final Scraper scraper = new Scraper();
  private final Pools pools;

  /** Begins with no pools. */
  public Pickers(PoolMembers members) {
    pools =
        new Pools(members, scraper, System::nanoTime, () -> ThreadLocalRandom.current().nextLong());
    var _ = forgetting.scheduleWithFixedDelay(pools::forget, 1, 1, TimeUnit.MINUTES);
  }

  /** The pools. */
  public Pools pools() {
    return pools;
  }

  @Override
  public void close() {
    forgetting.shutdownNow();
    pools.close();
    scraper.close();
  }
}
