package io.aigw.decide;

import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import java.util.List;
import java.util.Optional;

/** Reads what Envoy tells of a request's headers. */
final class RequestHeaders {

  private RequestHeaders() {}

  /**
   * The value of the first of these headers that is there.
   *
   * @param names in lower case
   */
  static Optional<String> first(HttpHeaders headers, List<String> names) {
    List<HeaderValue> all = headers.getHeaders().getHeadersList();
    for (String name : names) {
      for (HeaderValue header : all) {
        if (header.getKey().equals(name)) {
          return Optional.of(
              header.getRawValue().isEmpty()
                  ? header.getValue()
                  : header.getRawValue().toStringUtf8());
        }
      }
    }
    return Optional.empty();
  }
}
