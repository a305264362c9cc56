/**
 * Proof that a change of the configuration hurts nobody: scenarios on a real API server, a real
 * controller and a real Envoy under traffic, each of which says what it measured and whether that
 * keeps to its bar.
 *
 * <p>A scenario knows the gateway only as a user does, by objects and requests, and by what Envoy
 * says of itself. This room has the scenarios and their table; {@code stage} has what they play on,
 * {@code traffic} the clients.
 */
@NullMarked
package io.aigw.bench.change;

import org.jspecify.annotations.NullMarked;
