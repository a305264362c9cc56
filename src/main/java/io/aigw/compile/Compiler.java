package io.aigw.compile;

import io.aigw.resource.ResourceSet;
import org.jspecify.annotations.Nullable;

/**
 * Compiles one round's objects: a plan for every Gateway of ours, a verdict for every object.
 * Total: whatever the objects say, there is a result, and what is wrong with one of them costs the
 * others nothing.
 *
 * <p>A result depends on the objects alone. The compiler remembers what it made of the last ones,
 * so that a round costs what changed, and what stays equal stays the same instance. Threadsafe; one
 * compilation at a time.
 */
public final class Compiler {

  private final CompilerOptions options;
  private @Nullable Pipeline pipeline;

  public Compiler(CompilerOptions options) {
    this.options = options;
  }

  public synchronized Compilation compile(ResourceSet resources) {
    Pipeline current = pipeline == null ? new Pipeline(options) : pipeline;
    pipeline = null; // one that failed halfway knows nothing for certain: the next begins anew
    Compilation compilation = current.compile(resources);
    pipeline = current;
    return compilation;
  }
}
