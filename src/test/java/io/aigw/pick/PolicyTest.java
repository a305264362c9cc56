package io.aigw.pick;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.pick.Pick.Chosen;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PolicyTest {

  private static final Question ANY = new Question("m", false, Optional.empty());

  private final RandomGenerator random = new SplittableRandom(7);

  @Test
  void aBurstSpreadsEvenlyThoughNobodyHasSaidAnything() throws InterruptedException {
    List<Endpoint> endpoints = endpoints(10);
    LeastInFlight policy = new LeastInFlight();
    CountDownLatch start = new CountDownLatch(1);
    List<Thread> clients =
        IntStream.range(0, 1_000)
            .mapToObj(
                seed ->
                    Thread.ofVirtual()
                        .start(
                            () -> {
                              try {
                                start.await();
                              } catch (InterruptedException e) {
                                return;
                              }
                              policy.pick(endpoints, ANY, new SplittableRandom(seed));
                            }))
            .toList();
    start.countDown();
    for (Thread client : clients) {
      client.join();
    }
    assertThat(endpoints).allSatisfy(one -> assertThat(one.inFlight()).isEqualTo(100));
  }

  @Test
  void theIdleOneIsChosenAndTiesAreDrawn() {
    List<Endpoint> endpoints = endpoints(4);
    LeastInFlight policy = new LeastInFlight();
    endpoints.get(0).take();
    endpoints.get(1).take();
    Map<String, Integer> chosen = new HashMap<>();
    for (int i = 0; i < 1_000; i++) {
      Endpoint endpoint = chosen(policy.pick(endpoints, ANY, random));
      endpoint.ended();
      chosen.merge(endpoint.address(), 1, Integer::sum);
    }
    assertThat(chosen).containsOnlyKeys("10.0.0.2:80", "10.0.0.3:80");
    assertThat(chosen.values()).allSatisfy(count -> assertThat(count).isBetween(400, 600));
  }

  @Test
  void roundRobinTakesTurns() {
    List<Endpoint> endpoints = endpoints(3);
    RoundRobin policy = new RoundRobin();
    for (int i = 0; i < 9; i++) {
      policy.pick(endpoints, ANY, random);
    }
    assertThat(endpoints).allSatisfy(one -> assertThat(one.inFlight()).isEqualTo(3));
  }

  @Test
  void anyIsAny() {
    List<Endpoint> endpoints = endpoints(4);
    for (int i = 0; i < 4_000; i++) {
      new Uniform().pick(endpoints, ANY, random);
    }
    assertThat(endpoints).allSatisfy(one -> assertThat(one.inFlight()).isBetween(850, 1_150));
  }

  @Test
  void aSessionStaysAndAnEndpointThatGoesMovesItsOwnSessionsOnly() {
    List<Endpoint> all = endpoints(10);
    List<Endpoint> fewer = all.subList(0, 9);
    SessionAffinity policy = new SessionAffinity(new Uniform());
    Map<String, Integer> sessions = new HashMap<>();
    for (int i = 0; i < 10_000; i++) {
      Question question = new Question("m", false, Optional.of("session-" + i));
      Endpoint before = chosen(policy.pick(all, question, random));
      assertThat(chosen(policy.pick(all, question, random))).isSameAs(before);
      Endpoint after = chosen(policy.pick(fewer, question, random));
      if (before != all.get(9)) {
        assertThat(after).isSameAs(before);
      }
      sessions.merge(before.address(), 1, Integer::sum);
    }
    assertThat(sessions.values()).hasSize(10).allSatisfy(n -> assertThat(n).isBetween(800, 1_200));
  }

  @Test
  void whoHasNoSessionGoesWhereTheOtherPolicySays() {
    List<Endpoint> endpoints = endpoints(2);
    SessionAffinity policy = new SessionAffinity(new RoundRobin());
    assertThat(
            Stream.generate(() -> chosen(policy.pick(endpoints, ANY, random))).limit(2).distinct())
        .hasSize(2);
  }

  private static Endpoint chosen(Pick pick) {
    assertThat(pick).isInstanceOf(Chosen.class);
    return ((Chosen) pick).endpoint();
  }

  private static List<Endpoint> endpoints(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Endpoint("10.0.0." + i + ":80")).toList();
  }
}
