/**
 * As much of HTTP/1.1 as two ends that trust each other need, read from bytes without objects for
 * each message, so that the generator and the upstream leave the machine to what is measured.
 */
@NullMarked
package io.aigw.bench.wire;

import org.jspecify.annotations.NullMarked;
