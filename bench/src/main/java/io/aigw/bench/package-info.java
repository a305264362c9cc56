/**
 * How the figures are made: several ways through an Envoy ("arms") take the same load in turns, and
 * the CPU time of the processes of each is read around it.
 *
 * <p>This room has the command line and the course of a run. The bench knows the gateway only as a
 * user does: by its command line and its resources.
 */
@NullMarked
package io.aigw.bench;

import org.jspecify.annotations.NullMarked;
