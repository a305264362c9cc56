/**
 * The Envoys of Gateways on Kubernetes: the objects that run them, made of what a Gateway, its
 * class and their parameters say, and kept as they are to be; and what is to be told of them.
 *
 * <p>{@code Blueprint} and the classes {@code Envoy…} are pure: settings in, objects out. This room
 * does not know what the Envoys are configured with beyond their bootstrap.
 */
@NullMarked
package io.aigw.operator.kubernetes.infrastructure;

import org.jspecify.annotations.NullMarked;
