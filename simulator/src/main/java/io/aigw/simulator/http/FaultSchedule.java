package io.aigw.simulator.http;

import com.sun.net.httpserver.Headers;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Which request gets which fault: what its header asks for, or else every n-th the one that the
 * server was started with.
 */
public final class FaultSchedule {

  /** The request header that asks for a fault. */
  public static final String HEADER = "x-simulate-fault";

  private final Fault fault;
  private final int every;
  private final AtomicLong requests = new AtomicLong();

  /**
   * A schedule.
   *
   * @param every how many requests share one fault; 0: none has it
   */
  public FaultSchedule(Fault fault, int every) {
    this.fault = fault;
    this.every = every;
  }

  /**
   * Chooses the fault of a request.
   *
   * @param counted whether the request is one of those that are counted
   * @throws IllegalArgumentException if the header is wrong
   */
  Fault next(Headers headers, boolean counted) {
    String asked = headers.getFirst(HEADER);
    if (asked != null) {
      return Fault.parse(asked);
    }
    boolean hit = counted && every > 0 && requests.incrementAndGet() % every == 0;
    return hit ? fault : Fault.NONE;
  }
}
