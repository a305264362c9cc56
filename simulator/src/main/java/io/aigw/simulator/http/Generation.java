package io.aigw.simulator.http;

import io.aigw.simulator.engine.ModelEngine;
import io.aigw.simulator.engine.Sequence;
import io.aigw.simulator.engine.SequenceListener;
import io.aigw.simulator.engine.SequenceResult;
import io.aigw.simulator.openai.Choice;
import io.aigw.simulator.time.RealTimeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** The choices of one answer in the engine, and the way of their tokens out of its thread. */
final class Generation {

  /** What has happened. */
  sealed interface Progress {}

  record Token(Choice choice, int position) implements Progress {}

  record Finished(Choice choice, SequenceResult result) implements Progress {}

  private final RealTimeline timeline;
  private final ModelEngine engine;
  private final boolean tokensWanted;
  private final BlockingQueue<Progress> progress = new LinkedBlockingQueue<>();

  /** Touched by the timeline's thread alone. */
  private final List<Sequence> sequences = new ArrayList<>();

  private Generation(RealTimeline timeline, ModelEngine engine, boolean tokensWanted) {
    this.timeline = timeline;
    this.engine = engine;
    this.tokensWanted = tokensWanted;
  }

  /**
   * Submits the choices.
   *
   * @param tokensWanted whether single tokens are of interest, or only the end
   * @return nothing if the engine does not admit them
   */
  static Optional<Generation> start(
      RealTimeline timeline, ModelEngine engine, List<Choice> choices, boolean tokensWanted) {
    return timeline.call(
        () -> {
          if (!engine.admits(choices.size())) {
            return Optional.empty();
          }
          Generation generation = new Generation(timeline, engine, tokensWanted);
          choices.forEach(generation::submit);
          return Optional.of(generation);
        });
  }

  /** Waits until something happens, and returns all that has. */
  List<Progress> await() throws InterruptedException {
    List<Progress> batch = new ArrayList<>();
    batch.add(progress.take());
    progress.drainTo(batch);
    return batch;
  }

  /** Ends what is not finished: nobody reads it any more. */
  void abort() {
    timeline.execute(() -> sequences.forEach(engine::abort));
  }

  private void submit(Choice choice) {
    sequences.add(
        engine.submit(
            choice.sequence(),
            new SequenceListener() {
              @Override
              public void token(int index) {
                if (tokensWanted) {
                  progress.add(new Token(choice, index));
                }
              }

              @Override
              public void finished(SequenceResult result) {
                progress.add(new Finished(choice, result));
              }
            }));
  }
}
