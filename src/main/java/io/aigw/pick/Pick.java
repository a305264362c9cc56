package io.aigw.pick;

/** What came of a question. */
public sealed interface Pick {

  /**
   * This endpoint takes the request, which is counted as in flight there until it is told over.
   *
   * @param why what led there, for who wants to know
   */
  record Chosen(Endpoint endpoint, String why) implements Pick {}

  /** There is no room for a request that may be refused: 429 by the protocol. */
  record Shed() implements Pick {}

  /** The pool has no endpoint: 503 by the protocol. */
  record NoEndpoint() implements Pick {}

  /** Nobody has told (yet) what the pool is: the question cannot be answered. */
  record Unknown() implements Pick {}
}
