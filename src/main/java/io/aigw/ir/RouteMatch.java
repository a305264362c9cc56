package io.aigw.ir;

import java.util.List;
import java.util.Optional;

/**
 * Which requests; all conditions must hold.
 *
 * @param hosts the request's host is one of these (a leading {@code *.} stands for one or more
 *     labels); empty: any host
 * @param model the body's model is exactly this; empty: any, or none
 * @param headers conditions on request headers
 */
public record RouteMatch(List<String> hosts, Optional<String> model, List<HeaderMatch> headers) {
  public RouteMatch {
    hosts = List.copyOf(hosts);
    headers = List.copyOf(headers);
  }
}
