package io.aigw.pick;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The endpoints of a pool and how one of them is chosen. */
public final class Pool {

  private static final int RECENT = 16;

  private final String name;
  private final String policyName;
  private final Policy policy;
  private final AtomicLong lastAsked = new AtomicLong();
  private final AtomicReferenceArray<@Nullable Made> recent = new AtomicReferenceArray<>(RECENT);
  private final AtomicInteger picks = new AtomicInteger();
  private volatile @Nullable List<Endpoint> endpoints;

  /**
   * A pool of which nothing is known.
   *
   * @param name that of its cluster
   * @param policyName that of the policy, for users
   */
  public Pool(String name, String policyName, Policy policy) {
    this.name = name;
    this.policyName = policyName;
    this.policy = policy;
  }

  public String name() {
    return name;
  }

  public String policy() {
    return policyName;
  }

  /**
   * These are the pool's endpoints from now on. One that stays keeps what is known of it, and what
   * is in flight there. Called by one thread at a time.
   *
   * @param addresses each once
   */
  public void set(List<String> addresses) {
    Map<String, Endpoint> before = new HashMap<>();
    endpoints().forEach(endpoint -> before.put(endpoint.address(), endpoint));
    List<Endpoint> after = new ArrayList<>(addresses.size());
    for (String address : addresses) {
      Endpoint known = before.get(address);
      after.add(known == null ? new Endpoint(address) : known);
    }
    endpoints = List.copyOf(after);
  }

  /** Whether it was told what its endpoints are. */
  public boolean isKnown() {
    return endpoints != null;
  }

  /** None while they are not known. */
  public List<Endpoint> endpoints() {
    List<Endpoint> now = endpoints;
    return now == null ? List.of() : now;
  }

  /** Somebody asks, at this time. */
  public void asked(long nanos) {
    lastAsked.lazySet(nanos);
  }

  /** When somebody asked last. */
  public long lastAsked() {
    return lastAsked.get();
  }

  /** See {@link Policy#needsSignals}. */
  public boolean needsSignals() {
    return policy.needsSignals();
  }

  /** Chooses an endpoint for a request and counts it there. */
  public Pick pick(Question question, RandomGenerator random) {
    return pick(endpoints(), question, random);
  }

  /** The same among some of its endpoints alone. */
  public Pick pick(List<Endpoint> some, Question question, RandomGenerator random) {
    Pick pick = some.isEmpty() ? new Pick.NoEndpoint() : policy.pick(some, question, random);
    recent.set(Math.floorMod(picks.getAndIncrement(), RECENT), new Made(question, pick));
    return pick;
  }

  /**
   * Where a request may go if the endpoint that was chosen of some does not take it: the others,
   * those with the fewest in flight first. It is counted at none of them.
   */
  public static List<Endpoint> fallbacks(List<Endpoint> some, Endpoint chosen, int most) {
    record Load(Endpoint endpoint, int inFlight) {}
    return some.stream()
        .filter(endpoint -> endpoint != chosen)
        .map(endpoint -> new Load(endpoint, endpoint.inFlight()))
        .sorted(Comparator.comparingInt(Load::inFlight))
        .limit(most)
        .map(Load::endpoint)
        .toList();
  }

  /**
   * A request that was counted at an endpoint is being answered. What became of it is told of the
   * one that answers alone: whether the chosen one was tried before nobody says.
   *
   * @return where it counts from now on: at the one that answers; empty if that is no member (any
   *     more)
   */
  public Optional<Endpoint> answering(Endpoint chosen, Outcome outcome) {
    if (outcome.served().equals(chosen.address())) {
      chosen.did(outcome);
      return Optional.of(chosen);
    }
    chosen.ended();
    Optional<Endpoint> answers =
        endpoints().stream()
            .filter(endpoint -> endpoint.address().equals(outcome.served()))
            .findFirst();
    answers.ifPresent(
        endpoint -> {
          endpoint.take();
          endpoint.did(outcome);
        });
    return answers;
  }

  /** Some of the last choices, the newest first, as far as threads agree on that. */
  public List<Made> recent() {
    int newest = picks.get() - 1;
    List<Made> made = new ArrayList<>();
    for (int i = 0; i < RECENT; i++) {
      Made each = recent.get(Math.floorMod(newest - i, RECENT));
      if (each != null) {
        made.add(each);
      }
    }
    return made;
  }

  /** A choice that was made. */
  public record Made(Question question, Pick pick) {}
}
