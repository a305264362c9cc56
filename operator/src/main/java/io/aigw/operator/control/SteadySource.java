package io.aigw.operator.control;

import io.aigw.api.ApiObject;
import io.aigw.api.ObjectKey;
import io.aigw.compile.CompilerOptions;
import io.aigw.compile.LastGood;
import io.aigw.resource.ResourceSet;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A source's newest objects, except that one with a mistake in it stays what it last was without.
 * Not threadsafe: the loop's.
 */
public final class SteadySource implements Supplier<ResourceSet> {

  private final Supplier<ResourceSet> source;
  private final CompilerOptions options;
  private final Memory memory;
  private @Nullable LastGood lastGood;
  private Map<ObjectKey, ApiObject> kept = Map.of();

  /** Outlives the process. */
  public interface Memory {

    /** There is none. */
    Memory NONE =
        new Memory() {
          @Override
          public Map<ObjectKey, ApiObject> recall() {
            return Map.of();
          }

          @Override
          public void keep(Map<ObjectKey, ApiObject> versions) {}
        };

    /** What an earlier process kept. Called once, before the first round; may take a moment. */
    Map<ObjectKey, ApiObject> recall();

    /** These versions, and no others, are in effect in place of newer ones. Returns at once. */
    void keep(Map<ObjectKey, ApiObject> versions);
  }

  public SteadySource(Supplier<ResourceSet> source, CompilerOptions options, Memory memory) {
    this.source = source;
    this.options = options;
    this.memory = memory;
  }

  @Override
  public ResourceSet get() {
    LastGood before = lastGood == null ? LastGood.recalling(memory.recall(), options) : lastGood;
    LastGood now = before.next(source.get());
    lastGood = now;
    Map<ObjectKey, ApiObject> nowKept = now.kept();
    if (!nowKept.equals(kept)) {
      kept = nowKept;
      memory.keep(nowKept);
    }
    return now.inEffect();
  }
}
