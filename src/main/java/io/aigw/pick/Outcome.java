package io.aigw.pick;

import java.time.Duration;

/**
 * What became of a request.
 *
 * @param served the address of the endpoint that had it last; empty if none had
 * @param status that of the response; 0 if there was none
 * @param toFirstByte from the request's first byte to the response's; zero if there was none
 */
public record Outcome(String served, int status, Duration toFirstByte) {

  private static final int SERVER_ERROR = 500;

  /** Whether this endpoint had the request and did what it was asked. */
  boolean answeredBy(String address) {
    return served.equals(address) && status > 0 && status < SERVER_ERROR;
  }
}
