/**
 * What a person at a terminal is told: what changed and what is wrong, verdicts as a table, and how
 * to send a first request. Makes text of what other rooms found out; decides nothing.
 */
@NullMarked
package io.aigw.operator.report;

import org.jspecify.annotations.NullMarked;
