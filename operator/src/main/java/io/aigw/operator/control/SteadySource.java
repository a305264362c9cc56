package io.aigw.operator.control;

import io.aigw.compile.CompilerOptions;
import io.aigw.compile.LastGood;
import io.aigw.resource.ResourceSet;
import java.util.function.Supplier;

/**
 * A source's newest objects, except that one with a mistake in it stays what it last was without.
 * Not threadsafe: the loop's.
 */
public final class SteadySource implements Supplier<ResourceSet> {

  private final Supplier<ResourceSet> source;
  private LastGood lastGood;

  public SteadySource(Supplier<ResourceSet> source, CompilerOptions options) {
    this.source = source;
    this.lastGood = LastGood.none(options);
  }

  @Override
  public ResourceSet get() {
    lastGood = lastGood.next(source.get());
    return lastGood.inEffect();
  }
}
