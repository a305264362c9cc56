/**
 * What was measured, and how it is shown: a table for people, JSON with every value for programs.
 */
@NullMarked
package io.aigw.bench.report;

import org.jspecify.annotations.NullMarked;
