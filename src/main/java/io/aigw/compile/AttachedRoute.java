package io.aigw.compile;

import io.aigw.api.ObjectKey;
import io.aigw.resolve.Upstream;
import io.aigw.status.Verdict;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A route with what became of its wish to attach to Gateways.
 *
 * @param verdict on the route; empty where all its parents are other controllers'
 * @param parents the Gateways of ours that it names
 * @param listeners those that admit it, whether they are served or not
 * @param gateways those that serve it
 * @param attachments what there is to serve
 * @param upstreams what it leads to
 * @param pools those that it refers to
 */
record AttachedRoute(
    Optional<Verdict> verdict,
    Set<ObjectKey> parents,
    Set<ListenerName> listeners,
    Set<ObjectKey> gateways,
    List<Attachment> attachments,
    List<Upstream> upstreams,
    List<ObjectKey> pools) {

  /** A listener of a Gateway. */
  record ListenerName(ObjectKey gateway, String name) {}
}
