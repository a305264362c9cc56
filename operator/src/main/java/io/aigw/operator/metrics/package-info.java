/**
 * What is counted, one class per room, in Prometheus's client library. Listens to what the rooms
 * tell; must not be asked by any of them.
 */
@NullMarked
package io.aigw.operator.metrics;

import org.jspecify.annotations.NullMarked;
