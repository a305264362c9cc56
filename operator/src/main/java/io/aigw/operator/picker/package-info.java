/**
 * The endpoint picker for other gateways: pools of a cluster, each served by the endpoint picker
 * protocol on a port of its own. How a choice is made and what the protocol says is the core's;
 * this room reads the pools, listens, and says how it is. It knows no Gateways, no routes and no
 * Envoys.
 */
@NullMarked
package io.aigw.operator.picker;

import org.jspecify.annotations.NullMarked;
