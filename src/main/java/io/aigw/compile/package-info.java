/**
 * The compiler: a {@link io.aigw.resource.ResourceSet} becomes what every Gateway is to do, and a
 * verdict for every object. Pure: the same input gives the same output, in any JVM. Knows {@code
 * api}, {@code resource}, {@code resolve}, {@code ir} and {@code status}; neither Envoy's messages
 * nor a clock.
 */
@NullMarked
package io.aigw.compile;

import org.jspecify.annotations.NullMarked;
