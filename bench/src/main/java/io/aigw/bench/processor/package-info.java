/**
 * A server for Envoy's questions that does nothing: what is left of a gateway's cost when its own
 * work is taken away. It talks to Envoy as the gateway's processor does: one Unix socket, the
 * network's own threads.
 */
@NullMarked
package io.aigw.bench.processor;

import org.jspecify.annotations.NullMarked;
