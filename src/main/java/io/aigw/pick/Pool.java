package io.aigw.pick;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** The endpoints of a pool and how one of them is chosen. */
public final class Pool {

  private final Policy policy;
  private volatile List<Endpoint> endpoints = List.of();

  public Pool(Policy policy) {
    this.policy = policy;
  }

  /**
   * These are the pool's endpoints from now on. One that stays keeps what is known of it, and what
   * is in flight there. Called by one thread at a time.
   *
   * @param addresses each once
   */
  public void set(List<String> addresses) {
    Map<String, Endpoint> before = new HashMap<>();
    endpoints.forEach(endpoint -> before.put(endpoint.address(), endpoint));
    List<Endpoint> after = new ArrayList<>(addresses.size());
    for (String address : addresses) {
      Endpoint known = before.get(address);
      after.add(known == null ? new Endpoint(address) : known);
    }
    endpoints = List.copyOf(after);
  }

  public List<Endpoint> endpoints() {
    return endpoints;
  }

  /** Chooses an endpoint for a request and counts it there. */
  public Pick pick(Question question, RandomGenerator random) {
    List<Endpoint> now = endpoints;
    return now.isEmpty() ? new Pick.NoEndpoint() : policy.pick(now, question, random);
  }
}
