/**
 * Puts gRPC services on the network, on a TCP port or a Unix domain socket, and answers probes over
 * HTTP. Knows sockets and threads, not what is served.
 */
@NullMarked
package io.aigw.operator.serve;

import org.jspecify.annotations.NullMarked;
