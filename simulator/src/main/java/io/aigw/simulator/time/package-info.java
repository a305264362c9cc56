/**
 * Time as something that is handed in: a line of events in the order of their times, walked either
 * as fast as the machine can ({@link io.aigw.simulator.time.VirtualTimeline}) or at the pace of the
 * wall clock ({@link io.aigw.simulator.time.RealTimeline}).
 *
 * <p>This package knows nothing of models, requests or HTTP.
 */
@NullMarked
package io.aigw.simulator.time;

import org.jspecify.annotations.NullMarked;
