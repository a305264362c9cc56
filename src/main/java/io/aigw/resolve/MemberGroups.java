package io.aigw.resolve;

import io.aigw.api.ObjectKey;
import io.aigw.ir.Endpoint;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The members of a pool, those together that are spoken to in one way. A group's name says which
 * way that is and never changes its meaning, so no endpoint is ever spoken to as those of another
 * group: that of the pool by itself is the group of its Pods, the others have a suffix.
 */
final class MemberGroups {

  private final ObjectKey pool;
  private final Manner ofPods;
  private final Map<Manner, Group> groups = new HashMap<>();

  MemberGroups(ObjectKey pool, Manner ofPods) {
    this.pool = pool;
    this.ofPods = ofPods;
  }

  /** What is spoken to in one way. */
  record Group(String name, Manner manner, SortedSet<Endpoint> endpoints) {}

  /** A member, which may have no endpoint. */
  void add(Manner manner, Collection<Endpoint> endpoints) {
    groups.computeIfAbsent(manner, this::empty).endpoints().addAll(endpoints);
  }

  private Group empty(Manner manner) {
    String name = ResolvedPool.clusterName(pool);
    return new Group(
        manner.equals(ofPods) ? name : name + "/" + manner.name(), manner, new TreeSet<>());
  }

  /** How they are spoken to. */
  Set<Manner> manners() {
    return Set.copyOf(groups.keySet());
  }

  /** By name; where there is no member that of the Pods. */
  List<Group> all() {
    return groups.isEmpty()
        ? List.of(empty(ofPods))
        : groups.values().stream().sorted(Comparator.comparing(Group::name)).toList();
  }

  /** How many endpoints there are, and where, for users. */
  String summary() {
    int endpoints = groups.values().stream().mapToInt(group -> group.endpoints().size()).sum();
    if (endpoints == 0) {
      return "no ready endpoint: requests get 503";
    }
    String count = "%d ready endpoint%s".formatted(endpoints, endpoints == 1 ? "" : "s");
    if (groups.size() == 1) {
      return count;
    }
    List<String> each =
        all().stream()
            .map(group -> "%d of %s".formatted(group.endpoints().size(), group.name()))
            .toList();
    return "%s in %d groups that differ in %s: %s"
        .formatted(count, groups.size(), Manner.differences(manners()), String.join(", ", each));
  }
}
