/**
 * Coordination: when something changed, everything is compiled, translated and published, by one
 * thread. This room decides when; what is decided by the compiler and the translator, and it does
 * not know where the resources come from, nor who connects.
 */
@NullMarked
package io.aigw.operator.control;

import org.jspecify.annotations.NullMarked;
