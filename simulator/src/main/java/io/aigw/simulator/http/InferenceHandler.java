package io.aigw.simulator.http;

import io.aigw.simulator.engine.ModelEngine;
import io.aigw.simulator.http.Generation.Finished;
import io.aigw.simulator.http.Generation.Progress;
import io.aigw.simulator.http.Generation.Token;
import io.aigw.simulator.openai.Answer;
import io.aigw.simulator.openai.ApiException;
import io.aigw.simulator.openai.Choice;
import io.aigw.simulator.openai.StreamableAnswer;
import io.aigw.simulator.openai.Usage;
import io.aigw.simulator.time.RealTimeline;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/** Has planned answers computed and writes them. */
final class InferenceHandler {
  private final RealTimeline timeline;
  private final ModelEngine engine;

  InferenceHandler(RealTimeline timeline, ModelEngine engine) {
    this.timeline = timeline;
    this.engine = engine;
  }

  void answer(Answer answer, Reply reply) throws IOException, ApiException {
    StreamableAnswer stream =
        answer instanceof StreamableAnswer streamable && streamable.streamed() ? streamable : null;
    Generation generation =
        Generation.start(timeline, engine, answer.choices(), stream != null)
            .orElseThrow(
                () ->
                    new ApiException(
                        503,
                        "ServiceUnavailableError",
                        null,
                        "Too many requests are waiting or running. Please try again later."));
    try {
      if (stream == null) {
        reply.json(200, answer.whole(computed(answer, generation)));
      } else {
        write(stream, generation, reply);
      }
    } catch (IOException e) {
      generation.abort();
      throw e;
    } catch (InterruptedException e) {
      generation.abort();
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("the server is stopping");
    }
  }

  private static Usage computed(Answer answer, Generation generation) throws InterruptedException {
    Tally tally = new Tally(answer);
    while (!tally.complete()) {
      generation.await().forEach(tally::add);
    }
    return tally.usage();
  }

  private static void write(StreamableAnswer answer, Generation generation, Reply reply)
      throws IOException, InterruptedException {
    Tally tally = new Tally(answer);
    int dropAfter =
        reply.drop() == Fault.Drop.MID_STREAM
            ? Math.max(1, tally.plannedTokens() / 2)
            : Integer.MAX_VALUE;
    OutputStream out = reply.stream();
    EventStream events = new EventStream(out);
    answer.open(events);
    events.flush();
    while (!tally.complete()) {
      for (Progress progress : generation.await()) {
        if (progress instanceof Token(Choice choice, int position)) {
          if (tally.tokens == 0) {
            answer.begin(events);
          }
          answer.token(choice, position, events);
        }
        tally.add(progress);
        if (tally.tokens >= dropAfter) {
          events.flush();
          throw new Reply.Dropped();
        }
      }
      events.flush();
    }
    answer.end(tally.usage(), events);
    events.flush();
    out.close();
  }

  /** Counts what is there of an answer. */
  private static final class Tally {
    private final Answer answer;
    private int prompt;
    private int cached;
    private int completion;
    private int finished;
    private int tokens;

    Tally(Answer answer) {
      this.answer = answer;
    }

    int plannedTokens() {
      return answer.choices().stream().mapToInt(choice -> choice.sequence().outputTokens()).sum();
    }

    void add(Progress progress) {
      switch (progress) {
        case Token token -> tokens++;
        case Finished(Choice choice, var result) -> {
          finished++;
          completion += result.generated();
          if (choice.firstOfPrompt()) {
            prompt += choice.sequence().promptTokens();
            cached += result.cachedTokens();
          }
        }
      }
    }

    boolean complete() {
      return finished == answer.choices().size();
    }

    Usage usage() {
      return new Usage(prompt, completion, cached);
    }
  }
}
