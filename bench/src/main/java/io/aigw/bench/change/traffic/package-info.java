/**
 * Clients of a gateway whose configuration changes: requests at fixed moments without end, streams
 * that stay open, uploads that take their time, polls for a route's first answer. Every answer is
 * kept with its moments, so that it can be judged afterwards by what was configured then. Knows
 * nothing of objects, of the controller or of Envoy.
 */
@NullMarked
package io.aigw.bench.change.traffic;

import org.jspecify.annotations.NullMarked;
