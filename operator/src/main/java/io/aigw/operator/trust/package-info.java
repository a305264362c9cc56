/**
 * Who is who between controller and Envoys: certificates of an authority of our own, and a TLS
 * server that serves a Gateway's Envoy nothing but its own Gateway. Knows keys, certificates and
 * gRPC calls; must not know where they are stored, nor what is served.
 */
@NullMarked
package io.aigw.operator.trust;

import org.jspecify.annotations.NullMarked;
