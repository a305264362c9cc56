/**
 * The xDS server: tells each Envoy of a group what it lacks of the group's newest snapshot, over
 * one incremental aggregated stream, and records what the Envoy made of it.
 *
 * <p>{@code V3DiscoveryServer} of java-control-plane carries the gRPC service; the protocol's state
 * (subscriptions, versions, acknowledgements, rejections, the order of changes) is our own, because
 * the stock observers and cache lose some of it. Knows resources as names, versions and bytes of a
 * type, and of their meaning only what the order of changes needs: which type refers to which. Must
 * not know the gateway's objects, its plans or Kubernetes.
 *
 * <p>Threads: everything that belongs to a stream happens in that stream's mailbox, one task at a
 * time, on a virtual thread; a publication only leaves a note in the mailboxes. Locks are held for
 * a few assignments, never while something is sent.
 */
@NullMarked
package io.aigw.xds.server;

import org.jspecify.annotations.NullMarked;
