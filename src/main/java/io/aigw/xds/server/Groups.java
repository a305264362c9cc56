package io.aigw.xds.server;

import io.aigw.xds.snapshot.Snapshot;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All groups and streams of a server. Safe for use by many threads. */
final class Groups {

  private static final Logger LOG = LoggerFactory.getLogger(Groups.class);

  private final ConcurrentMap<String, Group> byId = new ConcurrentHashMap<>();
  private final Set<ProxyStream> streams = ConcurrentHashMap.newKeySet();
  private final AtomicLong publications = new AtomicLong();
  private final XdsObserver observer;
  private final Executor events;

  Groups(XdsObserver observer, Executor threads) {
    this.observer = observer;
    this.events = new Mailbox(threads);
  }

  long publish(String id, Snapshot snapshot) {
    long[] number = new long[1];
    byId.compute(
        id,
        (key, present) -> {
          Group group = present != null ? present : new Group(id, this);
          Publication newest = group.newest();
          if (newest != null && newest.snapshot() == snapshot) {
            number[0] = newest.number();
          } else {
            number[0] = publications.incrementAndGet();
            group.publish(new Publication(number[0], snapshot));
          }
          return group;
        });
    return number[0];
  }

  void retire(String id) {
    byId.computeIfPresent(
        id,
        (key, group) -> {
          group.retire();
          return group.isIdle() ? null : group;
        });
  }

  Group join(String id, ProxyStream stream, String node) {
    Group joined =
        byId.compute(
            id,
            (key, present) -> {
              Group group = present != null ? present : new Group(id, this);
              group.join(stream);
              return group;
            });
    LOG.atInfo()
        .addKeyValue("group", id)
        .addKeyValue("node", node)
        .addKeyValue("published", joined.newest() != null)
        .addKeyValue("companion", stream.isCompanion())
        .log("Envoy connected");
    stream.tell(told -> told.connected(id, node));
    return joined;
  }

  void leave(Group group, ProxyStream stream, String node) {
    byId.computeIfPresent(
        group.id(),
        (key, present) -> {
          present.leave(stream);
          return present.isIdle() ? null : present;
        });
    LOG.atInfo()
        .addKeyValue("group", group.id())
        .addKeyValue("node", node)
        .log("Envoy disconnected");
    stream.tell(told -> told.disconnected(group.id(), node));
  }

  void opened(ProxyStream stream) {
    streams.add(stream);
  }

  void closed(ProxyStream stream) {
    streams.remove(stream);
  }

  Collection<ProxyStream> streams() {
    return streams;
  }

  /** Calls the observer, later and in order. */
  void tell(Consumer<XdsObserver> event) {
    events.execute(
        () -> {
          try {
            event.accept(observer);
          } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("xDS observer failed");
          }
        });
  }
}
