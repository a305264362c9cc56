package io.aigw.xds.server;

import io.aigw.xds.snapshot.Snapshot;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The Envoys of one Gateway, and what was published to them. Safe for use by many threads: the
 * newest publication is read without a lock, the rest is guarded by the group itself.
 */
final class Group {

  static final Publication NONE = new Publication(0, Snapshot.EMPTY);

  private final String id;
  private final Groups groups;
  private final Suspicions suspicions = new Suspicions();
  private final Map<ProxyStream, Long> settled = new HashMap<>();
  private final Set<ProxyStream> companions = new HashSet<>();
  private long acknowledged;
  private volatile @Nullable Publication newest;

  Group(String id, Groups groups) {
    this.id = id;
    this.groups = groups;
  }

  String id() {
    return id;
  }

  Suspicions suspicions() {
    return suspicions;
  }

  /** What was published last; null before that, and once the group is retired. */
  @Nullable Publication newest() {
    return newest;
  }

  synchronized void publish(Publication publication) {
    newest = publication;
    suspicions.retain(publication.snapshot());
    settled.keySet().forEach(ProxyStream::wake);
    companions.forEach(ProxyStream::wake);
  }

  synchronized void retire() {
    newest = null;
  }

  synchronized void join(ProxyStream stream) {
    if (!stream.isCompanion()) {
      settled.put(stream, 0L);
    } else {
      companions.add(stream);
    }
  }

  synchronized void leave(ProxyStream stream) {
    companions.remove(stream);
    settled.remove(stream);
    acknowledge();
  }

  /** Notes that a stream has answered everything up to a publication. */
  synchronized void settled(ProxyStream stream, String node, long publication) {
    settled.replace(stream, publication);
    stream.tell(observer -> observer.settled(id, node, publication));
    acknowledge();
  }

  synchronized boolean isIdle() {
    return newest == null && settled.isEmpty() && companions.isEmpty();
  }

  private void acknowledge() {
    long all = settled.values().stream().mapToLong(Long::longValue).min().orElse(0);
    if (all > acknowledged) {
      acknowledged = all;
      groups.tell(observer -> observer.acknowledged(id, all));
    }
  }
}
