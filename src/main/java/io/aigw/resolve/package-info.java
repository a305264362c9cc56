/**
 * From names to things: what a reference means, whether it is permitted, which endpoints it stands
 * for. What cannot be resolved is a {@link io.aigw.resolve.Problem}, never an exception. Knows
 * {@code api}, {@code resource} and {@code ir}.
 */
@NullMarked
package io.aigw.resolve;

import org.jspecify.annotations.NullMarked;
