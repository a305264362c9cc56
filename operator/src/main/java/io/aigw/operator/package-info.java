/**
 * The program: {@link io.aigw.operator.Main} and what puts the rooms together. Everything that
 * touches the outside (files, processes, sockets, Kubernetes) is below this package, each in a room
 * of its own; what it serves is decided in the core, whose compiler and translator know none of
 * this.
 */
@NullMarked
package io.aigw.operator;

import org.jspecify.annotations.NullMarked;
