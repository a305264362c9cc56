package io.aigw.operator.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineLayoutTest {

  @Test
  void anEventIsOneLineThatCanBeReadBack() {
    LoggingEvent event = event("it\nhappened");
    event.addKeyValuePair(new KeyValuePair("who", "default/x"));
    event.addKeyValuePair(new KeyValuePair("why", "a \"b\" = c\nd"));
    event.addKeyValuePair(new KeyValuePair("none", ""));

    assertThat(new LineLayout().doLayout(event))
        .matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} WARN  it\\\\nhappened .*\n")
        .endsWith(" who=default/x why=\"a \\\"b\\\" = c\\nd\" none=\"\"\n");
  }

  private static LoggingEvent event(String message) {
    LoggerContext context = new LoggerContext();
    return new LoggingEvent("", context.getLogger("x"), Level.WARN, message, null, new Object[0]);
  }
}
