package io.aigw.bench.load;

/**
 * What a right answer is: status 200 and these.
 *
 * @param upstream the value of the header {@code x-upstream}
 * @param events how many server-sent events the body has; 0 for a body that is no stream
 */
public record Expectation(String upstream, int events) {}
