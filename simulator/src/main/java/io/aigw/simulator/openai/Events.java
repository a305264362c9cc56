package io.aigw.simulator.openai;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the events of a streamed answer go. */
public interface Events {

  /**
   * Writes an event.
   *
   * @param name of the event, if it has one
   * @param data a single line
   */
  void event(@Nullable String name, byte[] data) throws IOException;
}
