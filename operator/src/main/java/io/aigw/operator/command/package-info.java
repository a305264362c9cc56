/**
 * The command line: one class per command, which reads its options, puts the rooms together and
 * says what came of it. No logic of its own that a test would have to start a command for.
 */
@NullMarked
package io.aigw.operator.command;

import org.jspecify.annotations.NullMarked;
