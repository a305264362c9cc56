package io.aigw.pick;

import io.aigw.route.PoolMembers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The pools that were asked about. What a pool's members are is learnt with the first question
 * about it; questions that come before the answer wait for that, but not for long. A pool that
 * nobody asks about is forgotten.
 */
public final class Pools implements AutoCloseable {

  /** How long a question waits for the members of a pool that was never asked about. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** How long a pool is kept after the last question. */
  private static final Duration MEMORY = Duration.ofMinutes(10);

  private final ConcurrentMap<Key, Known> known = new ConcurrentHashMap<>();
  private final PoolMembers members;
  private final Attendance attendance;
  private final LongSupplier nanos;
  private final RandomGenerator random;
  private final Requests requests;

  private record Key(String pool, String policy) {}

  /** Looks after a pool for as long as it is asked about. */
  @FunctionalInterface
  public interface Attendance {

    /** Begins; what is returned ends it. */
    Runnable attend(Pool pool);

    /** Begins if the pool's policy needs it; what is returned ends it. */
    default Runnable attendIfNeeded(Pool pool) {
      return pool.needsSignals() ? attend(pool) : () -> {};
    }
  }

  /**
   * No pools.
   *
   * @param attendance sees to it that the endpoints' signals are new
   * @param nanos a clock of which only differences mean something, in nanoseconds
   * @param random for use by several threads
   */
  public Pools(
      PoolMembers members, Attendance attendance, LongSupplier nanos, RandomGenerator random) {
    this.members = members;
    this.attendance = attendance;
    this.nanos = nanos;
    this.random = random;
    this.requests = new Requests(nanos, random);
  }

  /** The requests for which endpoints were chosen. */
  public Requests requests() {
    return requests;
  }

  /**
   * Chooses an endpoint.
   *
   * @param policy the name of one; of an unknown one it is not known what to choose
   * @param answer told once, by this thread where the pool's members are known
   */
  public void pick(String pool, String policy, Question question, Consumer<Pick> answer) {
    Key key = new Key(pool, policy);
    Known asked = known.get(key);
    if (asked == null) {
      asked = known(key);
    }
    if (asked == null) {
      answer.accept(new Pick.Unknown());
    } else {
      asked.pick(question, answer);
    }
  }

  /** The pools that are known at the moment, by the names of their clusters. */
  public Stream<Pool> known() {
    return known.values().stream().map(each -> each.pool);
  }

  private @Nullable Known known(Key key) {
    Optional<Policy> policy = Policies.named(key.policy);
    if (policy.isEmpty()) {
      return null;
    }
    Known added = new Known(key, policy.get());
    Known before = known.putIfAbsent(key, added);
    if (before != null) {
      return before;
    }
    added.begin();
    return added;
  }

  /** Forgets what nobody has asked about, or told of, for long; to be called now and then. */
  public void forget() {
    requests.forget();
    long before = nanos.getAsLong() - MEMORY.toNanos();
    known
        .values()
        .removeIf(
            each -> {
              boolean idle = each.pool.lastAsked() - before < 0;
              if (idle) {
                each.end();
              }
              return idle;
            });
  }

  /** Ends all watching. */
  @Override
  public void close() {
    known.values().forEach(Known::end);
    known.clear();
  }

  private final class Known {

    final Pool pool;
    private final CompletableFuture<Boolean> told = new CompletableFuture<>();
    private Runnable end = () -> {};

    Known(Key key, Policy policy) {
      pool = new Pool(key.pool, key.policy, policy);
      pool.asked(nanos.getAsLong());
    }

    synchronized void begin() {
      told.completeOnTimeout(false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      Runnable unwatch = members.watch(pool.name(), this::set);
      Runnable leave = attendance.attendIfNeeded(pool);
      end =
          () -> {
            unwatch.run();
            leave.run();
          };
    }

    synchronized void end() {
      end.run();
    }

    private void set(List<String> addresses) {
      pool.set(addresses);
      told.complete(true);
    }

    void pick(Question question, Consumer<Pick> answer) {
      pool.asked(nanos.getAsLong());
      if (pool.isKnown()) {
        answer.accept(pool.pick(question, random));
      } else {
        var _ =
            told.thenAccept(
                _ ->
                    answer.accept(
                        pool.isKnown() ? pool.pick(question, random) : new Pick.Unknown()));
      }
    }
  }
}
