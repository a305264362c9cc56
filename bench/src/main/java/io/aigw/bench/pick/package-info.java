/** What the choice of an endpoint costs by itself, measured with JMH. */
@NullMarked
package io.aigw.bench.pick;

import org.jspecify.annotations.NullMarked;
