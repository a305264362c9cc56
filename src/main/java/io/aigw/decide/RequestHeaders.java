package io.aigw.decide;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import java.util.Optional;

/** Reads headers of a request, which have their values as bytes or, from some, as text. */
final class RequestHeaders {

  private RequestHeaders() {}

  /** The first value of a header, by its name in lower case. */
  static Optional<String> first(HttpHeaders headers, String name) {
    return headers.getHeaders().getHeadersList().stream()
        .filter(header -> header.getKey().equals(name))
        .map(RequestHeaders::value)
        .findFirst();
  }

  private static String value(HeaderValue header) {
    return header.getRawValue().isEmpty() ? header.getValue() : header.getRawValue().toStringUtf8();
  }
}
