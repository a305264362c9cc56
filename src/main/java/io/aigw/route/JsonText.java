package io.aigw.route;

import java.util.Locale;

/** Writes text as JSON does. */
public final class JsonText {

  private JsonText() {}

  /**
   * Appends a string in quotes: quotes, backslashes and controls escaped, all else as it is.
   *
   * @see <a href="https://www.rfc-editor.org/rfc/rfc8259#section-7">RFC 8259, section 7</a>
   */
  public static void quote(String text, StringBuilder json) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
