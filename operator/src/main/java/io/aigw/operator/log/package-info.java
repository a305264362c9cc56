/**
 * The form of the log: one line for each event, the message first and then who it is about. Set up
 * in code, because reading a configuration would delay every start.
 */
@NullMarked
package io.aigw.operator.log;

import org.jspecify.annotations.NullMarked;
