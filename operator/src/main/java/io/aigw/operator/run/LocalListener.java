package io.aigw.operator.run;

import java.util.Optional;

/**
 * A listener that answers.
 *
 * @param gateway {@code namespace/name}
 * @param port as the Gateway names it
 * @param url where it is reached
 * @param firstRequest a line for a shell that gets an answer; empty where no rule serves yet
 */
public record LocalListener(String gateway, int port, String url, Optional<String> firstRequest) {}
