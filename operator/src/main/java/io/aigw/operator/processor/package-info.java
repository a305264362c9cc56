/**
 * The answers to Envoy's questions as a server of their own, on a Unix socket beside an Envoy. What
 * is answered is the core's; this room knows no configuration.
 */
@NullMarked
package io.aigw.operator.processor;

import org.jspecify.annotations.NullMarked;
