/**
 * What a gateway needs around it on a user's own machine: an Envoy to run, ports that can be bound,
 * and a stand-in for the cluster that runs the Deployments of an example as simulated model
 * servers. Every process that is started here ends with this one, however that ends.
 *
 * <p>This room starts processes and writes EndpointSlices; it does not know what the gateway makes
 * of them.
 */
@NullMarked
package io.aigw.operator.local;

import org.jspecify.annotations.NullMarked;
