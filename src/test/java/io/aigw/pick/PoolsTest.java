package io.aigw.pick;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PoolsTest {

  private static final Question ANY = new Question("m", false, Optional.empty());

  private final Map<String, Consumer<List<String>>> watching = new HashMap<>();
  private final List<String> attended = new ArrayList<>();
  private final AtomicLong now = new AtomicLong();
  private final Pools pools =
      new Pools(
          (pool, told) -> {
            watching.put(pool, told);
            return () -> watching.remove(pool);
          },
          pool -> {
            attended.add(pool.name());
            return () -> attended.remove(pool.name());
          },
          now::get,
          new Random(1));

  @Test
  void theFirstQuestionWaitsForTheMembers() throws Exception {
    CompletableFuture<Pick> answer = ask("p", Policies.RANDOM);
    assertThat(answer).isNotDone();

    tell("p", List.of("10.0.0.1:8000"));
    assertThat(answer.get())
        .isInstanceOfSatisfying(
            Pick.Chosen.class,
            chosen -> assertThat(chosen.endpoint().address()).isEqualTo("10.0.0.1:8000"));
    assertThat(ask("p", Policies.RANDOM)).isDone();
  }

  @Test
  void butNotForGood() throws Exception {
    assertThat(ask("p", Policies.RANDOM).get()).isEqualTo(new Pick.Unknown());
    assertThat(ask("p", Policies.RANDOM)).isCompletedWithValue(new Pick.Unknown());

    tell("p", List.of());
    assertThat(ask("p", Policies.RANDOM)).isCompletedWithValue(new Pick.NoEndpoint());
  }

  @Test
  void anUnknownPolicyChoosesNothing() {
    assertThat(ask("p", "cleverest")).isCompletedWithValue(new Pick.Unknown());
    assertThat(watching).isEmpty();
  }

  @Test
  void whatNobodyAsksAboutIsForgotten() {
    assertThat(ask("p", Policies.DECISION_TREE)).isNotDone();
    assertThat(ask("blind", Policies.RANDOM)).isNotDone();
    assertThat(ask("q", Policies.DECISION_TREE)).isNotDone();
    assertThat(attended).containsExactly("p", "q");
    now.addAndGet(Duration.ofMinutes(9).toNanos());
    assertThat(ask("q", Policies.DECISION_TREE)).isNotCancelled();
    now.addAndGet(Duration.ofMinutes(2).toNanos());

    pools.forget();
    assertThat(watching).containsOnlyKeys("q");
    assertThat(attended).containsExactly("q");

    pools.close();
    assertThat(watching).isEmpty();
    assertThat(attended).isEmpty();
  }

  private void tell(String pool, List<String> members) {
    Objects.requireNonNull(watching.get(pool)).accept(members);
  }

  private CompletableFuture<Pick> ask(String pool, String policy) {
    CompletableFuture<Pick> answer = new CompletableFuture<>();
    pools.pick(pool, policy, ANY, answer::complete);
    return answer;
  }
}
