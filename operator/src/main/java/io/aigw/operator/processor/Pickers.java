package io.aigw.operator.processor;

import io.aigw.pick.Pools;
import io.aigw.route.PoolMembers;
import io.aigw.signal.Scraper;
import java.util.concurrent.ThreadLocalRandom;

/** The pools of whose endpoints this process may be asked, with what keeps their signals new. */
public final class Pickers implements AutoCloseable {

  private final Scraper scraper = new Scraper();
  private final Pools pools;

  /** Begins with no pools. */
  public Pickers(PoolMembers members) {
    pools =
        new Pools(members, scraper, System::nanoTime, () -> ThreadLocalRandom.current().nextLong());
  }

  public Pools pools() {
    return pools;
  }

  @Override
  public void close() {
    pools.close();
    scraper.close();
  }
}
