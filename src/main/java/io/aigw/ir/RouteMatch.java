package io.aigw.ir;

import java.util.List;
import java.util.Optional;

/**
 * Which requests; all conditions must hold.
 *
 * @param host the request's host, without its port, is this; a leading {@code *.} stands for one or
 *     more labels; empty: any host
 * @param path empty: any
 * @param method empty: any
 * @param model a condition on the model in the body; empty: any model, or none
 * @param headers conditions on request headers
 * @param query conditions on parameters of the query
 */
public record RouteMatch(
    Optional<String> host,
    Optional<PathMatch> path,
    Optional<String> method,
    Optional<ModelMatch> model,
    List<HeaderMatch> headers,
    List<QueryMatch> query) {

  public RouteMatch {
    headers = List.copyOf(headers);
    query = List.copyOf(query);
  }

  /** Conditions that leave path, method and query open. */
  public RouteMatch(Optional<String> host, Optional<ModelMatch> model, List<HeaderMatch> headers) {
    this(host, Optional.empty(), Optional.empty(), model, headers, List.of());
  }

  /** The same for this host. */
  public RouteMatch withHost(Optional<String> other) {
    return new RouteMatch(other, path, method, model, headers, query);
  }

  /** The same for this model. */
  public RouteMatch withModel(Optional<ModelMatch> other) {
    return new RouteMatch(host, path, method, other, headers, query);
  }
}
