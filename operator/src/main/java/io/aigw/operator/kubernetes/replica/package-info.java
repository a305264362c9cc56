/**
 * Several replicas of the program at one API server: which of them writes, and what the Envoys of
 * each say. The one that holds a Lease leads; every one tells the others in a Lease of its own.
 * This room knows Leases and time; it must not know what is written, nor what an Envoy is.
 */
@NullMarked
package io.aigw.operator.kubernetes.replica;

import org.jspecify.annotations.NullMarked;
