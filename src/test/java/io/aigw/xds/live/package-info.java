/**
 * The gateway's own configuration, delivered by the xDS server to a real Envoy: what the server
 * relies on of Envoy, and what Envoy makes of the server.
 */
@NullMarked
package io.aigw.xds.live;

import org.jspecify.annotations.NullMarked;
