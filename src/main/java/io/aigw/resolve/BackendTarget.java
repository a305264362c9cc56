package io.aigw.resolve;

import io.aigw.api.HeaderMutation;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a route needs to know of a backend. Its endpoints are none of that: they come and go without
 * a route noticing.
 *
 * @param problem why it cannot be served; empty where it can
 * @param cluster the name of its cluster, which is there where there is no problem
 * @param headerMutation what it wants done to each request
 */
public record BackendTarget(
    Optional<Problem> problem, String cluster, @Nullable HeaderMutation headerMutation) {}
