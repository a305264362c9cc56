/**
 * The server: sockets, streams, faults on demand, metrics and the journal of requests, on the JDK's
 * HTTP server with a virtual thread per request.
 *
 * <p>This package decides nothing about time or text: it drives an engine in real time and carries
 * what the API package writes.
 */
@NullMarked
package io.aigw.simulator.http;

import org.jspecify.annotations.NullMarked;
