/**
 * What is said of a few measurements: the middle, the range, and how sure a ratio is; and what a
 * process uses, which is measured.
 */
@NullMarked
package io.aigw.bench.stats;

import org.jspecify.annotations.NullMarked;
