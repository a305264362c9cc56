/**
 * Computing again only what a change can have changed. A {@link io.aigw.incremental.Memo} keeps
 * what was computed for each key together with every look-up that was made for it, those that found
 * nothing included; when one of these would now find something else, and only then, the value is
 * computed again. A {@link io.aigw.incremental.Grouping} collects values under a common key. An
 * equal value is no change, which ends the matter there.
 *
 * <p>As long as what is computed depends on the recorded look-ups alone, the outcome is the one
 * that computing everything afresh would have. Knows the JDK and {@code collection}; nothing of
 * what is computed.
 */
@NullMarked
package io.aigw.incremental;

import org.jspecify.annotations.NullMarked;
