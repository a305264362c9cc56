package io.aigw.testing;

import io.aigw.pick.Pools;
import java.util.Random;

/** For processors that are asked about no pool. */
public final class NoPools {

  public static final Pools POOLS =
      new Pools((pool, told) -> () -> {}, pool -> () -> {}, System::nanoTime, new Random());

  private NoPools() {}
}
