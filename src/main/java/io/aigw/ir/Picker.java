package io.aigw.ir;

/**
 * Who is asked for the endpoint of each request to a pool, over the endpoint picker protocol.
 *
 * @param cluster the name of its {@link Cluster}
 * @param failsOpen whether a request goes on without its choice when it cannot be asked
 */
public record Picker(String cluster, boolean failsOpen) {}
