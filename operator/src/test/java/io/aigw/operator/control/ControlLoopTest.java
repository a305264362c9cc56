package io.aigw.operator.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.compile.Compilation;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.ir.Scope;
import io.aigw.resource.ResourceSet;
import io.aigw.xds.publish.Publisher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ControlLoopTest {

  private static final Pace AT_ONCE = new Pace(Duration.ZERO, Duration.ZERO);
  private static final Duration NEVER = Duration.ofDays(1);

  /** What the next compilation gives; the rooms before and after the loop are all played here. */
  private volatile Compilation next = compilation();

  /** The Gateway that cannot be published. */
  private volatile String broken = "";

  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final List<ControlLoop> loops = new ArrayList<>();

  @AfterEach
  void end() {
    loops.forEach(ControlLoop::close);
  }

  @Test
  void publishesWhatIsNewOrChangedAndRetiresWhatWent() throws InterruptedException {
    ControlLoop loop = loop(AT_ONCE);
    next = compilation(plan("a", 80), plan("b", 80));
    loop.wake();
    assertThat(nextRound()).containsExactly("publish ns/a", "publish ns/b");

    next = compilation(plan("b", 81), plan("c", 80));
    loop.wake();
    assertThat(nextRound()).containsExactly("publish ns/b", "publish ns/c", "retire ns/a");
  }

  @Test
  void aGatewayThatCannotBePublishedHarmsItselfAloneAndIsTriedAgain() throws InterruptedException {
    ControlLoop loop = loop(AT_ONCE);
    broken = "ns/a";
    next = compilation(plan("a", 80), plan("b", 80));
    loop.wake();
    assertThat(nextRound()).containsExactly("publish ns/b");

    broken = "";
    loop.wake();
    assertThat(nextRound()).containsExactly("publish ns/a");
  }

  @Test
  void aFailedRoundDoesNotEndTheLoop() throws InterruptedException {
    Semaphore failed = new Semaphore(0);
    AtomicInteger rounds = new AtomicInteger();
    ControlLoop loop =
        started(
            new ControlLoop(
                () -> ResourceSet.of(List.of()),
                resources -> {
                  if (rounds.getAndIncrement() == 0) {
                    failed.release();
                    throw new StackOverflowError();
                  }
                  return compilation(plan("a", 80));
                },
                publisher(),
                List.of(observer()),
                AT_ONCE));
    loop.wake();
    failed.acquire();
    loop.wake();
    assertThat(nextRound()).containsExactly("publish ns/a");
  }

  @Test
  void aFailingObserverHoldsBackNoOther() throws InterruptedException {
    ControlLoop loop =
        started(
            new ControlLoop(
                () -> ResourceSet.of(List.of()),
                resources -> next,
                publisher(),
                List.of(
                    (previous, current) -> {
                      throw new IllegalStateException("a bug");
                    },
                    observer()),
                AT_ONCE));
    loop.wake();
    assertThat(nextRound()).isEmpty();
  }

  @Test
  void observersSeeTheRoundBefore() throws InterruptedException {
    BlockingQueue<List<Compilation>> seen = new LinkedBlockingQueue<>();
    ControlLoop loop =
        started(
            new ControlLoop(
                () -> ResourceSet.of(List.of()),
                resources -> next,
                publisher(),
                List.of((previous, current) -> seen.add(Arrays.asList(previous, current))),
                AT_ONCE));
    loop.wake();
    Compilation first = next;
    assertThat(seen.take()).containsExactly(null, first);
    next = compilation(plan("a", 80));
    loop.wake();
    assertThat(seen.take()).containsExactly(first, next);
  }

  @Test
  void changesDuringARoundMakeOneFurtherRound() throws InterruptedException {
    Semaphore entered = new Semaphore(0);
    Semaphore mayGoOn = new Semaphore(0);
    ControlLoop loop =
        started(
            new ControlLoop(
                () -> ResourceSet.of(List.of()),
                resources -> {
                  entered.release();
                  mayGoOn.acquireUninterruptibly();
                  return next;
                },
                publisher(),
                List.of(observer()),
                AT_ONCE));
    loop.wake();
    entered.acquire();
    loop.wake();
    loop.wake();
    loop.wake();
    mayGoOn.release(10);
    nextRound();
    nextRound();
    loop.close();
    assertThat(events).isEmpty();
    assertThat(entered.availablePermits()).isEqualTo(1);
  }

  @Test
  void theFirstChangeAfterQuietGoesAtOnceAndTheNextWaitsForQuiet() throws InterruptedException {
    ControlLoop loop = loop(new Pace(NEVER, NEVER));
    loop.wake();
    nextRound();
    loop.wake();
    assertThat(events.poll(50, TimeUnit.MILLISECONDS)).isNull();
  }

  @Test
  void aChangeWaitsNoLongerThanTheMaximum() throws InterruptedException {
    ControlLoop loop = loop(new Pace(NEVER, Duration.ofMillis(1)));
    loop.wake();
    nextRound();
    loop.wake();
    assertThat(nextRound()).isEmpty();
  }

  private List<String> nextRound() throws InterruptedException {
    List<String> round = new ArrayList<>();
    for (String event = events.take(); !event.equals("round"); event = events.take()) {
      round.add(event);
    }
    return round;
  }

  private ControlLoop loop(Pace pace) {
    return started(
        new ControlLoop(
            () -> ResourceSet.of(List.of()),
            resources -> next,
            publisher(),
            List.of(observer()),
            pace));
  }

  private ControlLoop started(ControlLoop loop) {
    loops.add(loop);
    return loop;
  }

  private RoundObserver observer() {
    return (previous, current) -> events.add("round");
  }

  private Publisher publisher() {
    return new Publisher() {
      @Override
      public void publish(GatewayPlan plan) {
        if (plan.gateway().equals(broken)) {
          throw new IllegalStateException("a bug");
        }
        events.add("publish " + plan.gateway());
      }

      @Override
      public void retire(String group) {
        events.add("retire " + group);
      }
    };
  }

  private static GatewayPlan plan(String name, int port) {
    return new GatewayPlan(
        "ns/" + name,
        List.of(
            new Listener(
                port, new Scope(Optional.empty(), List.of()), OrderedMap.empty(), List.of())),
        OrderedMap.empty());
  }

  private static Compilation compilation(GatewayPlan... plans) {
    OrderedMap<ObjectKey, GatewayPlan> gateways = OrderedMap.empty();
    for (GatewayPlan plan : plans) {
      String name = plan.gateway().substring("ns/".length());
      gateways = gateways.with(new ObjectKey(Kind.GATEWAY, "ns", name), plan);
    }
    return new Compilation(gateways, OrderedMap.empty(), OrderedMap.empty());
  }
}
