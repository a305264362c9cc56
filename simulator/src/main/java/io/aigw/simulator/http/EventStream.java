package io.aigw.simulator.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.aigw.simulator.openai.Events;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Server-sent events. What is there when it is flushed leaves in one piece. */
final class EventStream implements Events {
  private final OutputStream out;
  private final ByteArrayOutputStream pending = new ByteArrayOutputStream(512);

  EventStream(OutputStream out) {
    this.out = out;
  }

  @Override
  public void event(@Nullable String name, byte[] data) {
    if (name != null) {
      pending.writeBytes(("event: " + name + "\n").getBytes(US_ASCII));
    }
    pending.writeBytes("data: ".getBytes(US_ASCII));
    pending.writeBytes(data);
    pending.writeBytes("\n\n".getBytes(US_ASCII));
  }

  void flush() throws IOException {
    if (pending.size() > 0) {
      pending.writeTo(out);
      pending.reset();
      out.flush();
    }
  }
}
