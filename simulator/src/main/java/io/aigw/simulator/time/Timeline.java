package io.aigw.simulator.time;

/**
 * A clock with alarms. Events run one after the other, ordered by time and, at the same time, by
 * the order in which they were asked for. Whatever is only touched by events of one timeline needs
 * no lock.
 */
public interface Timeline {

  /**
   * The time of the event that is running, in nanoseconds from an arbitrary origin. To be called
   * from events only (in virtual time: also between runs).
   */
  long nanos();

  /** Runs an action at a time; a time that has passed already means now. */
  void at(long nanos, Runnable action);
}
