/**
 * The model server behind every arm: it answers at once with the same bytes, so that it costs
 * little and always the same.
 */
@NullMarked
package io.aigw.bench.upstream;

import org.jspecify.annotations.NullMarked;
