package io.aigw.api;

import org.jspecify.annotations.Nullable;

/**
 * Gateway API's HTTPRouteTimeouts, as durations of GEP-2257 ({@code 1h30m}, {@code 500ms}; {@code
 * 0s}: none).
 *
 * @param request the whole exchange
 * @param backendRequest one attempt at a backend
 */
public record Timeouts(@Nullable String request, @Nullable String backendRequest) {}
