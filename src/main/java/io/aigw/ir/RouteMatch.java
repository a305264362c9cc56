package io.aigw.ir;

import java.util.List;
import java.util.Optional;

/**
 * Which requests; all conditions must hold.
 *
 * @param host the request's host, without its port, is this; a leading {@code *.} stands for one or
 *     more labels; empty: any host
 * @param model a condition on the model in the body; empty: any model, or none
 * @param headers conditions on request headers
 */
public record RouteMatch(
    Optional<String> host, Optional<ModelMatch> model, List<HeaderMatch> headers) {
  public RouteMatch {
    headers = List.copyOf(headers);
  }
}
