package io.aigw.xds.server;

import io.aigw.xds.server.Holdings.Next;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The conversation with one Envoy about one type: what it asked for, what it is told next, what it
 * makes of that. Belongs to the mailbox of its stream.
 *
 * <p>At most one response is under way. While one is, changes gather as names whose state may
 * differ; what is told of them is decided when the next response is made, so that only the newest
 * state is told, and nothing is kept of older ones.
 */
final class Subscription {

  /** From so many resources refused in a row, none accepted before, the Envoy is to blame. */
  private static final int HOPELESS = 8;

  private final ResourceType type;
  private final Peer peer;
  private final int responseBytes;
  private final Interest interest;
  private final Holdings holdings;
  private final Isolation isolation = new Isolation();
  private final NavigableSet<String> pending = new TreeSet<>();
  private final Flights flights = new Flights();
  private @Nullable Publication adopted;
  private @Nullable Publication clean;
  private boolean answerOwed;

  private long responses;
  private long resources;
  private long removals;
  private long rejections;
  private long acceptances;

  Subscription(ResourceType type, Peer peer, int responseBytes) {
    this.type = type;
    this.peer = peer;
    this.responseBytes = responseBytes;
    this.interest = new Interest();
    this.holdings = new Holdings(type, peer);
  }

  ResourceType type() {
    return type;
  }

  // --- what the Envoy asks for -----------------------------------------------------------------

  /** Takes the first request of the stream, with what the Envoy has from an earlier one. */
  void begin(List<String> subscribed, Map<String, String> versions) {
    interest.begin(subscribed);
    subscribed.forEach(interest::add);
    pending.addAll(subscribed);
    versions.forEach(holdings::claimed);
    pending.addAll(versions.keySet());
    // an Envoy that has nothing waits for an answer, even one that says that there is nothing, and
    // takes it for all there is
    answerOwed = interest.everything() && versions.isEmpty();
  }

  /** Takes names that are asked for anew: they are told again, whatever the Envoy had of them. */
  void subscribe(List<String> names) {
    for (String name : names) {
      interest.add(name);
      if (interest.isEverything(name)) {
        expectAll();
        answerOwed = true;
      } else {
        tellAgain(name);
      }
    }
  }

  void unsubscribe(List<String> names) {
    for (String name : names) {
      interest.remove(name);
      if (interest.isEverything(name)) {
        forgetIf(other -> !interest.covers(other));
      } else {
        // where it is still a part of everything, what the Envoy made of it is not known
        tellAgain(name);
      }
    }
  }

  /** Has a resource told once more, if it is asked for. */
  void tellAgain(String name) {
    forget(name);
    if (interest.covers(name)) {
      pending.add(name);
    }
  }

  private void forget(String name) {
    holdings.forget(name);
    isolation.absolve(name);
    flights.forget(name);
  }

  private void forgetIf(Predicate<String> condition) {
    List<String> names = new ArrayList<>(holdings.names());
    flights.all().forEach(under -> names.addAll(under.items().keySet()));
    names.stream().filter(condition).forEach(this::forget);
  }

  /** Everything may be different from what the Envoy has. */
  private void expectAll() {
    pending.addAll(holdings.names());
    if (adopted != null) {
      adopted
          .snapshot()
          .forEach(
              type.url(),
              resource -> {
                if (interest.covers(resource.name())) {
                  pending.add(resource.name());
                }
              });
    }
  }

  // --- what there is to tell -------------------------------------------------------------------

  /**
   * Takes on a publication, unless a response is under way.
   *
   * @param target not older than the one before
   */
  void adopt(Publication target) {
    Publication before = adopted;
    if (flights.current() != null || (before != null && before.number() == target.number())) {
      return;
    }
    adopted = target;
    if (before == null) {
      holdings.recognise(target);
      expectAll();
    } else {
      target.snapshot().differences(before.snapshot(), type.url(), this::changed);
    }
  }

  private void changed(String name) {
    isolation.absolve(name);
    pending.add(name);
  }

  /**
   * The next response, to be sent at once; null where there is nothing to tell, or an answer has to
   * come first. Suspects are told only when there is nothing else.
   */
  @Nullable Flight compose(String nonce) {
    Publication from = adopted;
    if (from == null || flights.current() != null) {
      return null;
    }
    Map<String, Held> items = fromPending(from);
    while (items.isEmpty() && !answerOwed) {
      Isolation.Judgement judgement = isolation.judge(acceptances);
      if (judgement != null) {
        convict(from, judgement);
        items = fromPending(from);
        continue;
      }
      List<String> group = isolation.next();
      if (group == null) {
        settle();
        return null;
      }
      items = ofGroup(from, group);
    }
    answerOwed = false;
    Flight next = new Flight(nonce, from, peer.now(), items);
    flights.start(next);
    count(next);
    return next;
  }

  private Map<String, Held> fromPending(Publication from) {
    Map<String, Held> items = new LinkedHashMap<>();
    int bytes = 0;
    for (var names = pending.iterator(); names.hasNext(); ) {
      String name = names.next();
      Held wish = holdings.wish(from, name);
      switch (decide(from, name, wish)) {
        case NOTHING -> names.remove();
        case LATER -> {}
        case ALONE -> {
          names.remove();
          isolation.add(name);
        }
        case TELL -> {
          bytes += wish.size(name);
          if (bytes > responseBytes && !items.isEmpty() && !answerOwed) {
            return items;
          }
          names.remove();
          items.put(name, wish);
        }
      }
    }
    return items;
  }

  private Map<String, Held> ofGroup(Publication from, List<String> group) {
    Map<String, Held> items = new LinkedHashMap<>();
    for (String name : group) {
      Held wish = holdings.wish(from, name);
      switch (decide(from, name, wish)) {
        case NOTHING -> {}
        case LATER -> pending.add(name);
        case ALONE, TELL -> items.put(name, wish);
      }
    }
    return items;
  }

  private Next decide(Publication from, String name, Held wish) {
    if (!interest.covers(name)) {
      forget(name);
      return Next.NOTHING;
    }
    return holdings.decide(from, name, flights.told(name), wish, interest.names(name));
  }

  /** Has removals told that are due; see {@link Departures#release}. */
  void depart(long acknowledged, long due, Predicate<String> needed) {
    pending.addAll(holdings.departing(acknowledged, due, needed));
  }

  private void count(Flight next) {
    long removed = next.items().values().stream().filter(item -> item.resource() == null).count();
    responses++;
    removals += removed;
    resources += next.items().size() - removed;
  }

  // --- what became of it -----------------------------------------------------------------------

  /**
   * Takes the answer to a response; nothing happens if the nonce is not that of one that is
   * expected.
   *
   * @param error what the Envoy said of the response, null where it accepts
   */
  void answered(String nonce, @Nullable String error) {
    Publication from = adopted;
    boolean late = flights.isOverdue(nonce);
    Flight answered = flights.end(nonce);
    if (from == null || answered == null) {
      return;
    }
    if (late) {
      // something else may be published by now, which was not compared with what was under way
      pending.addAll(answered.items().keySet());
    }
    if (error == null) {
      accepted(from, answered);
    } else {
      refused(from, answered, error);
    }
    settle();
  }

  private void accepted(Publication from, Flight answered) {
    answered
        .items()
        .forEach(
            (name, item) -> {
              isolation.absolve(name);
              holdings.accepted(from, name, item, interest.names(name));
              if (item.resource() != null) {
                acceptances++;
                peer.suspicions().accepted(item.resource());
              }
            });
    if (acceptances > 0) {
      pending.addAll(holdings.unshelve());
    }
  }

  private void refused(Publication from, Flight answered, String message) {
    rejections++;
    List<String> names = List.copyOf(answered.items().keySet());
    if (answered.size() == 0) {
      peer.rejected(type, names, message);
    } else if (names.size() > 1) {
      pending.addAll(isolation.split(names, message));
    } else if (answered.size() > 1) {
      // the others are not asked for any more, and may be the guilty ones
      names.forEach(isolation::add);
    } else {
      answered
          .items()
          .forEach((name, item) -> isolation.doubt(name, item.version(), message, acceptances));
      if (acceptances == 0 && isolation.doubts() >= HOPELESS) {
        giveUp(from, message);
      }
    }
  }

  private void convict(Publication from, Isolation.Judgement judgement) {
    String name = judgement.name();
    Isolation.Doubt doubt = judgement.doubt();
    if (holdings.refused(from, name, doubt.version(), doubt.message(), acceptances > 0)) {
      peer.rejected(type, List.of(name), doubt.message());
    }
    // by now something else may be published, or others may have an older version
    pending.add(name);
  }

  /** The Envoy refuses whatever it gets, so nothing more is tried until it accepts something. */
  private void giveUp(Publication from, String message) {
    pending.addAll(isolation.giveUp());
    List<String> names = new ArrayList<>();
    for (var each = pending.iterator(); each.hasNext(); ) {
      String name = each.next();
      Held wish = holdings.wish(from, name);
      switch (decide(from, name, wish)) {
        case NOTHING -> each.remove();
        case LATER -> {}
        case TELL, ALONE -> {
          each.remove();
          names.add(name);
          holdings.shelve(name, wish.version(), message);
        }
      }
    }
    peer.rejected(type, names, message);
  }

  /** Stops waiting for an answer that is late; it may still come. */
  void passOverdue(long sentBefore) {
    if (flights.passOverdue(sentBefore)) {
      settle();
    }
  }

  private void settle() {
    if (flights.current() == null && pending.isEmpty() && isolation.isOver() && !answerOwed) {
      clean = adopted;
    }
  }

  // --- how things stand ------------------------------------------------------------------------

  /** The newest publication of which everything has been answered, or is late; null before. */
  @Nullable Publication clean() {
    return clean;
  }

  /** The responses that are under way. */
  Flights flights() {
    return flights;
  }

  boolean has(String name) {
    return holdings.has(name);
  }

  boolean keptMention(String name) {
    return holdings.keptMention(name);
  }

  boolean hasDepartures() {
    return holdings.hasDepartures();
  }

  long nextDeparture() {
    return holdings.nextDeparture();
  }

  void forEachRefused(BiConsumer<String, String> nameAndMessage) {
    holdings.forEachRefused(nameAndMessage);
  }

  ProxyState.Type view() {
    return new ProxyState.Type(
        clean == null ? 0 : clean.number(),
        holdings.names().size(),
        pending.size() + flights.all().stream().mapToInt(flight -> flight.items().size()).sum(),
        responses,
        resources,
        removals,
        rejections);
  }
}
