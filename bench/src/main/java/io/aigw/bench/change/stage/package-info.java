/**
 * What a scenario plays on: a network of its own, an API server, the controller as its users start
 * it, an Envoy with what {@code aigw bootstrap} prints, model servers; and what these say of
 * themselves: what Envoy was sent, what it counts, what the processes cost. Knows no scenario.
 */
@NullMarked
package io.aigw.bench.change.stage;

import org.jspecify.annotations.NullMarked;
