package io.aigw.bench.change.stage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an Envoy was sent, by its own words: at the level {@code debug} its log has a line for every
 * response that it accepted or refused, with the number of resources. Thread-safe.
 */
public final class Deliveries {

  private static final Pattern ACCEPTED =
      Pattern.compile(
          "Delta config for \\S*\\.(\\w+) accepted with (\\d+) .* added, (\\d+) removed");
  private static final Pattern REFUSED =
      Pattern.compile("[Dd]elta config for \\S*\\.(\\w+) rejected");

  private final List<Delivery> all = new ArrayList<>();

  /** A line of Envoy's log. */
  synchronized void read(String line) {
    Matcher accepted = ACCEPTED.matcher(line);
    Matcher refused = REFUSED.matcher(line);
    if (accepted.find()) {
      add(
          new Delivery(
              System.nanoTime(),
              accepted.group(1),
              Integer.parseInt(accepted.group(2)),
              Integer.parseInt(accepted.group(3)),
              true));
    } else if (refused.find()) {
      add(new Delivery(System.nanoTime(), refused.group(1), 0, 0, false));
    }
  }

  private void add(Delivery delivery) {
    all.add(delivery);
    notifyAll();
  }

  /** How many there were. */
  public synchronized int count() {
    return all.size();
  }

  /** Those after the first so many. */
  public synchronized List<Delivery> after(int count) {
    return List.copyOf(all.subList(count, all.size()));
  }

  /** How many resources came after the first so many responses, of a kind. */
  public int added(int count, String type) {
    return after(count).stream()
        .filter(delivery -> delivery.type().equals(type))
        .mapToInt(Delivery::added)
        .sum();
  }

  /** How many resources of all kinds came after the first so many responses. */
  public int added(int count) {
    return after(count).stream().mapToInt(Delivery::added).sum();
  }

  /** How many names were taken away after the first so many responses, of all kinds. */
  public int removed(int count) {
    return after(count).stream().mapToInt(Delivery::removed).sum();
  }

  /** The first that is right after the first so many. */
  public synchronized Delivery await(int count, Predicate<Delivery> right, Duration patience)
      throws InterruptedException, TimeoutException {
    long end = System.nanoTime() + patience.toNanos();
    int next = count;
    while (true) {
      for (; next < all.size(); next++) {
        if (right.test(all.get(next))) {
          return all.get(next);
        }
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        throw new TimeoutException("Envoy was not sent what was waited for");
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** The first of a kind that is accepted. */
  public Delivery await(int count, String type, Duration patience)
      throws InterruptedException, TimeoutException {
    return await(count, delivery -> delivery.type().equals(type) && delivery.accepted(), patience);
  }
}
