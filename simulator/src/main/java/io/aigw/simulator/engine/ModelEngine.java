package io.aigw.simulator.engine;

import io.aigw.simulator.time.Timeline;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A model server's scheduler, in steps. Each step computes, for the sequences of the batch, what
 * they still lack: the one token that was generated last, or as much of the prompt as the step's
 * token budget allows. A sequence of which everything is computed gives one new token at the end of
 * the step. Waiting sequences join at the beginning of a step, first come first served, as long as
 * there are places, blocks and budget; only a sequence whose adapter finds no slot is passed over.
 * If blocks run out, the sequence that joined last goes back to the head of the queue and is
 * computed again.
 *
 * <p>All methods are to be called from events of the engine's timeline (or before it runs).
 */
public final class ModelEngine {
  private final EngineConfig config;
  private final Timeline timeline;
  private final BlockCache cache;
  private final AdapterSlots adapters;
  private final Meter meter = new Meter();
  private final SplittableRandom random;
  private final Deque<Sequence> waiting = new ArrayDeque<>();
  private final List<Sequence> running = new ArrayList<>();
  private int deferred;
  private boolean busy;

  public ModelEngine(EngineConfig config, Timeline timeline) {
    this.config = config;
    this.timeline = timeline;
    cache = new BlockCache(config.kvCache());
    adapters = new AdapterSlots(config.adapters().slots());
    random = new SplittableRandom(config.seed());
  }

  /**
   * Asks for a number of sequences to be let in, which counts as refused if not.
   *
   * @return false if too many are in flight
   */
  public boolean admits(int sequences) {
    int limit = config.batching().maxInFlight();
    boolean admitted = limit == 0 || waiting.size() + running.size() + sequences <= limit;
    if (!admitted) {
      meter.refused(sequences);
    }
    return admitted;
  }

  /**
   * Puts a sequence into the queue.
   *
   * @throws IllegalArgumentException if it can never fit: more tokens than the cache has, or an
   *     adapter and no slots
   */
  public Sequence submit(SequenceRequest request, SequenceListener listener) {
    long tokens = (long) request.promptTokens() + request.outputTokens();
    if (tokens > config.kvCache().tokens()) {
      throw new IllegalArgumentException(tokens + " tokens are more than the cache can hold");
    }
    if (request.adapter() != null && config.adapters().slots() == 0) {
      throw new IllegalArgumentException("there are no adapter slots");
    }
    Sequence sequence = new Sequence(request, listener, timeline.nanos());
    waiting.addLast(sequence);
    if (!busy) {
      busy = true;
      // After what else happens at this very time, so that a burst makes one batch.
      timeline.at(timeline.nanos(), this::beginStep);
    }
    return sequence;
  }

  /** Ends a sequence before its time; nothing happens if it has ended already. */
  public void abort(Sequence sequence) {
    if (sequence.done) {
      return;
    }
    if (running.remove(sequence)) {
      release(sequence);
    } else {
      waiting.remove(sequence);
    }
    finish(sequence, FinishReason.ABORT);
  }

  public EngineLoad load() {
    return new EngineLoad(
        running.size(),
        waiting.size(),
        Math.min(deferred, waiting.size()),
        cache.usage(),
        adaptersOf(running.stream()),
        adaptersOf(waiting.stream()));
  }

  public EngineStats stats() {
    return meter.snapshot();
  }

  private void beginStep() {
    Step step = new Step();
    continueRunning(step);
    if (!step.preempted) {
      admitWaiting(step);
    }
    if (step.sequences.isEmpty()) {
      busy = false;
      return;
    }
    timeline.at(timeline.nanos() + duration(step), () -> endStep(step));
  }

  private void continueRunning(Step step) {
    for (int i = 0; i < running.size() && step.budget > 0; i++) {
      Sequence sequence = running.get(i);
      int tokens = Math.min(sequence.known() - sequence.computed, step.budget);
      boolean fits = cache.reserve(sequence, tokens);
      while (!fits) {
        Sequence last = running.removeLast();
        preempt(last);
        step.preempted = true;
        if (last == sequence) {
          return;
        }
        fits = cache.reserve(sequence, tokens);
      }
      step.add(sequence, tokens);
    }
  }

  private void admitWaiting(Step step) {
    deferred = 0;
    Iterator<Sequence> queue = waiting.iterator();
    while (queue.hasNext()
        && running.size() < config.batching().maxSequences()
        && step.budget > 0) {
      Sequence sequence = queue.next();
      String adapter = sequence.request.adapter();
      if (adapter != null && !adapters.available(adapter)) {
        deferred++;
        continue;
      }
      int cached = cache.find(sequence);
      int tokens = Math.min(sequence.known() - cached, step.budget);
      if (!cache.admit(sequence, cached, tokens)) {
        return;
      }
      queue.remove();
      running.add(sequence);
      if (adapter != null && adapters.claim(adapter) == AdapterSlots.Claim.LOAD) {
        meter.adapterLoaded();
        step.adapterLoads++;
      }
      if (!sequence.scheduledBefore) {
        sequence.scheduledBefore = true;
        sequence.scheduled = timeline.nanos();
        sequence.cachedTokens = cached;
        meter.lookedUp(sequence.request.promptTokens(), cached);
      }
      step.promptsBegun++;
      step.add(sequence, tokens);
    }
  }

  private void endStep(Step step) {
    int generated = 0;
    for (Sequence sequence : step.sequences) {
      if (sequence.done) {
        continue; // aborted meanwhile
      }
      sequence.computed += sequence.inStep;
      if (sequence.computed == sequence.known()) {
        generated += produce(sequence);
      }
    }
    meter.step(step.promptTokens + generated);
    beginStep();
  }

  /** Everything of a sequence is computed: its next token comes out, if it has one. */
  private int produce(Sequence sequence) {
    long now = timeline.nanos();
    if (sequence.prefilling()) {
      sequence.firstToken = now;
      meter.prefilled(sequence, now);
    }
    int tokens = 0;
    if (sequence.request.outputTokens() > 0) {
      sequence.generated++;
      meter.generated(sequence, now);
      sequence.lastToken = now;
      tokens = 1;
      sequence.listener.token(sequence.generated - 1);
    }
    if (!sequence.done && sequence.generated == sequence.request.outputTokens()) {
      running.remove(sequence);
      release(sequence);
      finish(sequence, sequence.request.finish());
    }
    return tokens;
  }

  private void preempt(Sequence sequence) {
    release(sequence);
    sequence.computed = 0;
    sequence.preemptions++;
    meter.preempted();
    waiting.addFirst(sequence);
  }

  private void release(Sequence sequence) {
    cache.release(sequence);
    String adapter = sequence.request.adapter();
    if (adapter != null) {
      adapters.release(adapter);
    }
  }

  private void finish(Sequence sequence, FinishReason reason) {
    sequence.done = true;
    long now = timeline.nanos();
    SequenceResult result =
        new SequenceResult(
            reason,
            sequence.generated,
            sequence.cachedTokens,
            sequence.preemptions,
            sequence.arrived,
            sequence.scheduledBefore ? sequence.scheduled : now,
            sequence.generated > 0 ? sequence.firstToken : now,
            now);
    meter.finished(sequence, result);
    sequence.listener.finished(result);
  }

  private long duration(Step step) {
    EngineConfig.Timing timing = config.timing();
    int others = config.batching().maxSequences() - 1;
    double full = others == 0 ? 0 : (double) (running.size() - 1) / others;
    double nanos =
        timing.step().toNanos() * (1 + (timing.loadFactor() - 1) * full)
            + (double) timing.prefillPerToken().toNanos() * step.promptTokens
            + (double) timing.prefillOverhead().toNanos() * step.promptsBegun;
    if (timing.jitter() > 0) {
      nanos *= Math.clamp(1 + timing.jitter() * random.nextGaussian(), 0.3, 1.7);
    }
    Duration load = config.adapters().loadTime().multipliedBy(step.adapterLoads);
    return Math.round(nanos) + load.toNanos();
  }

  private static NavigableSet<String> adaptersOf(Stream<Sequence> sequences) {
    NavigableSet<String> names = new TreeSet<>();
    sequences
        .map(sequence -> sequence.request.adapter())
        .filter(Objects::nonNull)
        .forEach(names::add);
    return names;
  }

  /** The work of one step. */
  private final class Step {
    final List<Sequence> sequences = new ArrayList<>();
    int budget = config.batching().maxTokens();
    int promptTokens;
    int promptsBegun;
    int adapterLoads;
    boolean preempted;

    void add(Sequence sequence, int tokens) {
      sequence.inStep = tokens;
      sequences.add(sequence);
      budget -= tokens;
      if (sequence.prefilling() || tokens > 1) {
        promptTokens += tokens;
      }
    }
  }
}
