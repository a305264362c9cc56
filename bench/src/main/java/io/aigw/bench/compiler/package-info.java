/**
 * How long the control plane takes to turn a change of one object into new configuration: the
 * compiler and the translator alone, in this process, without files, sockets or Envoy.
 */
@NullMarked
package io.aigw.bench.compiler;

import org.jspecify.annotations.NullMarked;
