package io.aigw.ir;

/**
 * What a request gets on its way to a cluster, and no other request: a header, in place of what the
 * client sent.
 *
 * @param header in lower case
 * @param secret the name of a {@link Secret.HeaderValue}
 */
public record Credential(String header, String secret) {}
