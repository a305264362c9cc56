package io.aigw.operator.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.slf4j.event.KeyValuePair;

/**
 * {@code HH:mm:ss.SSS LEVEL message key=value …}; a value is quoted where it must be for the line
 * to be read back. Only a stack trace takes further lines.
 */
final class LineLayout extends LayoutBase<ILoggingEvent> {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(128);
    TIME.formatTo(LocalTime.ofInstant(event.getInstant(), ZoneId.systemDefault()), line);
    String level = event.getLevel().toString();
    line.append(' ').append(level).repeat(' ', 6 - level.length());
    line.append(oneLine(event.getFormattedMessage()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      for (KeyValuePair pair : pairs) {
        line.append(' ').append(pair.key).append('=').append(value(String.valueOf(pair.value)));
      }
    }
    line.append('\n');
    if (event.getThrowableProxy() != null) {
      line.append(ThrowableProxyUtil.asString(event.getThrowableProxy()));
    }
    return line.toString();
  }

  private static String oneLine(String text) {
    return text.replace("\r", "").replace("\n", "\\n");
  }

  private static String value(String value) {
    boolean plain =
        !value.isEmpty()
            && value.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '=' || c == 0x7f);
    return plain ? value : '"' + oneLine(value.replace("\\", "\\\\").replace("\"", "\\\"")) + '"';
  }
}
