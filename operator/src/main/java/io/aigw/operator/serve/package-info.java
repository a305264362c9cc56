/**
 * Puts gRPC services on the network: a TCP port or a Unix domain socket. Knows sockets and threads,
 * not what is served.
 */
@NullMarked
package io.aigw.operator.serve;

import org.jspecify.annotations.NullMarked;
