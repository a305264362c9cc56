package io.aigw.xds.server;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * The search for the guilty resource of a refused response. A rejection refuses a response as a
 * whole and need not say which resource is meant, so the suspects are told again in smaller groups,
 * each in a response of its own, until one that is alone is refused.
 *
 * <p>A resource can be refused alone because another one was missing that was in a response with
 * it: a virtual host that takes over the domain of one that leaves, say. So who was refused alone
 * is asked once more at the end, if anything was accepted since.
 */
final class Isolation {

  /** More names in an error text than this are no hint, but a list. */
  private static final int HINTS = 8;

  /** A resource that was refused alone, and is to be judged when the search is over. */
  record Doubt(String version, String message, long acceptances, boolean last) {}

  private final Deque<List<String>> groups = new ArrayDeque<>();
  private final SequencedMap<String, Doubt> doubts = new LinkedHashMap<>();

  boolean isOver() {
    return groups.isEmpty() && doubts.isEmpty();
  }

  /** The next names to be told in one response; null where nobody is suspected any more. */
  @Nullable List<String> next() {
    return groups.poll();
  }

  /** Sets names apart to be told one by one. */
  void add(String name) {
    groups.addLast(List.of(name));
  }

  /**
   * Takes a refused response of several names apart.
   *
   * @return the names that are not suspected after all, because the message names others
   */
  List<String> split(Collection<String> names, String message) {
    List<String> all = List.copyOf(names);
    List<String> named = all.stream().filter(name -> isNamed(name, message)).toList();
    if (!named.isEmpty() && named.size() <= HINTS && named.size() < all.size()) {
      named.forEach(this::add);
      return all.stream().filter(name -> !named.contains(name)).toList();
    }
    groups.addFirst(List.copyOf(all.subList(all.size() / 2, all.size())));
    groups.addFirst(List.copyOf(all.subList(0, all.size() / 2)));
    return List.of();
  }

  /**
   * Notes that a resource was refused alone.
   *
   * @param acceptances how many resources of the type the Envoy had accepted by then
   */
  void doubt(String name, String version, String message, long acceptances) {
    Doubt before = doubts.get(name);
    doubts.put(name, new Doubt(version, message, acceptances, before != null));
  }

  /** The next judgement that is due, once all groups have been told; null where there is none. */
  @Nullable Judgement judge(long acceptances) {
    if (!groups.isEmpty() || doubts.isEmpty()) {
      return null;
    }
    var first = doubts.firstEntry();
    String name = first.getKey();
    Doubt doubt = first.getValue();
    if (doubt.last || doubt.acceptances == acceptances) {
      doubts.remove(name);
      return new Judgement(name, doubt);
    }
    doubts.putLast(name, new Doubt(doubt.version, doubt.message, acceptances, true));
    add(name);
    return null;
  }

  record Judgement(String name, Doubt doubt) {}

  /** No longer holds a refusal against a name: it has other content now, or was accepted. */
  void absolve(String name) {
    doubts.remove(name);
  }

  int doubts() {
    return doubts.size();
  }

  /** Ends the search, and says who is still suspected. */
  List<String> giveUp() {
    List<String> names = new ArrayList<>(doubts.keySet());
    groups.forEach(names::addAll);
    groups.clear();
    doubts.clear();
    return names;
  }

  /** Whether the text has the name, and not only as a part of a longer one. */
  private static boolean isNamed(String name, String message) {
    for (int at = message.indexOf(name); at >= 0; at = message.indexOf(name, at + 1)) {
      int end = at + name.length();
      boolean startsThere = at == 0 || !isNamePart(message.charAt(at - 1));
      boolean endsThere = end == message.length() || !isNamePart(message.charAt(end));
      if (startsThere && endsThere) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNamePart(char c) {
    return Character.isLetterOrDigit(c) || c == '-' || c == '_' || c == '/';
  }
}
