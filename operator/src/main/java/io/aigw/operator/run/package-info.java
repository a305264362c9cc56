/**
 * A whole gateway on one machine, made of the other rooms: files as the source, the control loop,
 * the xDS server and the processor on sockets, an Envoy for each Gateway and simulated model
 * servers. Only puts together.
 */
@NullMarked
package io.aigw.operator.run;

import org.jspecify.annotations.NullMarked;
