package io.aigw.xds.server;

import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one Envoy has of one type, what it refused to have, and what is about to be taken from it;
 * and from that what is to be told of a name. Belongs to the mailbox of its stream.
 */
final class Holdings {

  /** What is to be done about a name. */
  enum Next {
    NOTHING,
    TELL,
    /** Told in a response of its own, so that a refusal harms nothing else. */
    ALONE,
    /** Told when the cluster that it names is warm, or when its turn in the chain has come. */
    LATER
  }

  /**
   * @param tried whether the resource was told alone, so that it is known to be guilty
   * @param hopeless whether the older version that other Envoys have was refused as well
   */
  private record Refusal(String version, String message, boolean tried, boolean hopeless) {}

  private final ResourceType type;
  private final Peer peer;
  private final Map<String, Held> held = new HashMap<>();
  private final Map<String, Refusal> refused = new LinkedHashMap<>();
  private final Departures departures = new Departures();

  Holdings(ResourceType type, Peer peer) {
    this.type = type;
    this.peer = peer;
  }

  /** The Envoy came with a resource of this version. */
  void claimed(String name, String version) {
    held.put(name, new Held(version, null));
  }

  /** The content of what the Envoy came with is known where it is what is published. */
  void recognise(Publication publication) {
    held.replaceAll(
        (name, has) -> {
          VersionedResource published = publication.snapshot().find(type.url(), name);
          return published != null && published.version().equals(has.version())
              ? Held.of(published)
              : has;
        });
  }

  /** What the Envoy should have under a name. */
  Held wish(Publication from, String name) {
    VersionedResource published = from.snapshot().find(type.url(), name);
    if (published != null) {
      VersionedResource good = has(name) ? null : lastGood(published);
      return Held.of(good != null ? good : published);
    }
    if (type.absence() == ResourceType.Absence.NO_ENDPOINTS) {
      VersionedResource recent = peer.recent(type, name);
      return Held.of(recent != null ? recent : noEndpoints(name));
    }
    return Held.NOTHING;
  }

  private static VersionedResource noEndpoints(String cluster) {
    return VersionedResource.of(
        cluster, ClusterLoadAssignment.newBuilder().setClusterName(cluster).build());
  }

  /** The version of what is published under a name, or of what is told where nothing is. */
  private String versionOf(Publication from, String name) {
    VersionedResource published = from.snapshot().find(type.url(), name);
    return published != null ? published.version() : wish(from, name).version();
  }

  /** What others have in place of a resource that this Envoy refused, if it did not refuse that. */
  private @Nullable VersionedResource lastGood(VersionedResource published) {
    Refusal refusal = refused.get(published.name());
    return refusal != null && !refusal.hopeless && refusal.version.equals(published.version())
        ? peer.suspicions().lastGood(published)
        : null;
  }

  /**
   * Decides about a name that the Envoy asked for.
   *
   * @param underWay what it was told of it and has not answered yet, null where there is nothing
   * @param named whether it asked for this very name, so that absence is an answer
   */
  Next decide(Publication from, String name, @Nullable Held underWay, Held wish, boolean named) {
    VersionedResource published = from.snapshot().find(type.url(), name);
    Held has = underWay != null ? underWay : held.get(name);
    return published != null
        ? decidePresent(published, has, wish)
        : decideAbsent(from, name, has, wish, named);
  }

  private Next decidePresent(VersionedResource published, @Nullable Held has, Held wish) {
    String name = published.name();
    departures.end(name);
    if (has != null && has.version().equals(published.version())) {
      pardon(name);
      return Next.NOTHING;
    }
    Refusal refusal = refused.get(name);
    if (refusal != null && refusal.version.equals(wish.version())) {
      return Next.NOTHING;
    }
    if (peer.mustWait(type, published)) {
      return Next.LATER;
    }
    return refusal != null || peer.suspicions().covers(published) ? Next.ALONE : Next.TELL;
  }

  private Next decideAbsent(
      Publication from, String name, @Nullable Held has, Held wish, boolean named) {
    if (has == null && !named) {
      pardon(name);
      return Next.NOTHING;
    }
    Refusal refusal = refused.get(name);
    if ((has != null && has.version().equals(wish.version()))
        || (refusal != null && refusal.version.equals(wish.version()))) {
      return Next.NOTHING;
    }
    if (peer.newest().snapshot().find(type.url(), name) != null) {
      // on its way through the chain
      return Next.LATER;
    }
    if (has == null) {
      return Next.TELL;
    }
    if (type.lingers() && !departures.isDue(name, peer.now())) {
      departures.begin(name, from.number());
      return Next.NOTHING;
    }
    return Next.TELL;
  }

  /** The Envoy accepted what it was told of a name. */
  void accepted(Publication from, String name, Held item, boolean named) {
    if (item.version().equals(versionOf(from, name))) {
      pardon(name);
    }
    if (item.resource() == null) {
      departures.end(name);
      if (named) {
        held.put(name, item);
      } else {
        held.remove(name);
      }
    } else {
      held.put(name, item);
    }
  }

  /**
   * The Envoy refused a version of a resource, alone.
   *
   * @param credible whether what it says is a reason to suspect the resource
   * @return whether that is still what is published, so that the refusal counts
   */
  boolean refused(Publication from, String name, String version, String message, boolean credible) {
    VersionedResource published = from.snapshot().find(type.url(), name);
    if (!version.equals(versionOf(from, name))) {
      Refusal before = refused.get(name);
      if (before != null && published != null && before.version.equals(published.version())) {
        refused.put(name, new Refusal(before.version, before.message, true, true));
      }
      return false;
    }
    refused.put(name, new Refusal(version, message, true, false));
    Held has = held.get(name);
    if (published != null && credible) {
      peer.suspicions().raise(published, has == null ? null : has.resource());
    }
    return true;
  }

  /** The Envoy is not asked about this version until it accepts something else. */
  void shelve(String name, String version, String message) {
    refused.put(name, new Refusal(version, message, false, false));
  }

  /** The names that were only shelved, to be tried now. */
  List<String> unshelve() {
    List<String> names = new ArrayList<>();
    refused.forEach(
        (name, refusal) -> {
          if (!refusal.tried) {
            names.add(name);
          }
        });
    names.forEach(this::pardon);
    return names;
  }

  /** What the Envoy made of a name is not known, or of no interest any more. */
  void forget(String name) {
    held.remove(name);
    departures.end(name);
    pardon(name);
  }

  private void pardon(String name) {
    if (refused.remove(name) != null) {
      peer.recovered(type, name);
    }
  }

  /**
   * Names the removals that are due.
   *
   * @see Departures#release
   */
  List<String> departing(long acknowledged, long due, Predicate<String> needed) {
    departures.release(acknowledged, due, needed);
    return departures.due(peer.now());
  }

  long nextDeparture() {
    return departures.next(peer.now());
  }

  boolean hasDepartures() {
    return !departures.isEmpty();
  }

  boolean has(String name) {
    Held has = held.get(name);
    return has != null && has.exists();
  }

  Collection<String> names() {
    return held.keySet();
  }

  /** Whether an older version that the Envoy kept may refer to a resource of this name. */
  boolean keptMention(String name) {
    for (String kept : refused.keySet()) {
      Held has = held.get(kept);
      if (has != null && has.mayMention(name)) {
        return true;
      }
    }
    return false;
  }

  void forEachRefused(BiConsumer<String, String> nameAndMessage) {
    refused.forEach((name, refusal) -> nameAndMessage.accept(name, refusal.message));
  }
}
