/**
 * What Envoys refuse, and whose it is: an Envoy names a resource of its own, people need the object
 * and what to change in it. Knows plans and the xDS server's events; must not know where objects
 * come from or how statuses are written.
 */
@NullMarked
package io.aigw.operator.refusal;

import org.jspecify.annotations.NullMarked;
