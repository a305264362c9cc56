/** What is said of a few measurements: the middle, the range, and how sure a ratio is. */
@NullMarked
package io.aigw.bench.stats;

import org.jspecify.annotations.NullMarked;
