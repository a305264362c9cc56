/**
 * The ways that are compared: no gateway, Envoy with configurations written here, and the gateway
 * as a user starts it. Each is started before the first round and lives until the last.
 */
@NullMarked
package io.aigw.bench.arm;

import org.jspecify.annotations.NullMarked;
