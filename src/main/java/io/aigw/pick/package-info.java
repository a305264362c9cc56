/**
 * Which endpoint of a pool takes a request: what is known of the endpoints goes in, one of them
 * comes out, counted as chosen in the same step, so that a burst does not meet where the last look
 * found room. A policy is one class behind {@link io.aigw.pick.Policy}.
 *
 * <p>Pure: it knows no protocol, no clock but the times that it is given, and not where signals
 * come from. Every method may be called by any thread; none of them blocks.
 */
@NullMarked
package io.aigw.pick;

import org.jspecify.annotations.NullMarked;
