package io.aigw.bench.pick;

import io.aigw.pick.Pick;
import io.aigw.pick.Policies;
import io.aigw.pick.Pool;
import io.aigw.pick.Question;
import io.aigw.pick.Signals;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One choice among endpoints of which each says something else. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class Decision {

  private static final Question QUESTION = new Question("adapter-3", false, Optional.empty());

  /** How many endpoints the pool has. */
  @Param({"10", "1000"})
  public int endpoints;

  /** The policy. */
  @Param({Policies.LEAST_REQUESTS, Policies.DECISION_TREE})
  public String policy = "";

  private final RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
  private Pool pool = new Pool("", "", Policies.named(Policies.RANDOM).orElseThrow());

  /** Fills the pool. */
  @Setup
  public void fill() {
    pool = new Pool("pool", policy, Policies.named(policy).orElseThrow());
    List<String> addresses =
        IntStream.range(0, endpoints)
            .mapToObj(i -> "10.0.%d.%d:8000".formatted(i / 250, i))
            .toList();
    pool.set(addresses);
    for (int i = 0; i < endpoints; i++) {
      Set<String> adapters = Set.of("adapter-" + i % 7, "other-" + i % 5);
      pool.endpoints()
          .get(i)
          .said(new Signals(random.nextInt(20), 3, random.nextDouble(), 4, adapters, 1));
    }
  }

  /** From the question to the endpoint, counted and told over. */
  @Benchmark
  public Pick decide() {
    Pick pick = pool.pick(QUESTION, random);
    if (pick instanceof Pick.Chosen(var endpoint, var _)) {
      endpoint.ended();
    }
    return pick;
  }
}
