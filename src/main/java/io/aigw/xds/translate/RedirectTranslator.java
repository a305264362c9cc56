package io.aigw.xds.translate;

import io.aigw.ir.Action;
import io.aigw.ir.PathMatch;
import io.envoyproxy.envoy.config.route.v3.RedirectAction;
import io.envoyproxy.envoy.config.route.v3.RedirectAction.RedirectResponseCode;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatchAndSubstitute;
import io.envoyproxy.envoy.type.matcher.v3.RegexMatcher;
import java.util.Optional;
import java.util.regex.Pattern;

/** Answers that send clients elsewhere. */
final class RedirectTranslator {

  private RedirectTranslator() {}

  /**
   * A redirect.
   *
   * @param matched what the route says of the path
   */
  static RedirectAction redirect(Action.Redirect redirect, Optional<PathMatch> matched) {
    RedirectAction.Builder action =
        RedirectAction.newBuilder().setResponseCode(code(redirect.status()));
    redirect.scheme().ifPresent(action::setSchemeRedirect);
    redirect.host().ifPresent(action::setHostRedirect);
    redirect.port().ifPresent(action::setPortRedirect);
    redirect.path().ifPresent(path -> setPath(action, path, matched));
    return action.build();
  }

  private static void setPath(
      RedirectAction.Builder action, Action.PathEdit path, Optional<PathMatch> matched) {
    switch (path) {
      case Action.PathEdit.Whole(String whole) -> action.setPathRedirect(whole);
      case Action.PathEdit.MatchedPrefix(String prefix) ->
          action.setRegexRewrite(
              RegexMatchAndSubstitute.newBuilder()
                  .setPattern(RegexMatcher.newBuilder().setRegex(replaced(prefix, matched)))
                  .setSubstitution(substitute(prefix, matched)));
    }
  }

  /** What is replaced; with the slashes behind it where nothing takes its place. */
  private static String replaced(String prefix, Optional<PathMatch> matched) {
    return matched.orElse(null) instanceof PathMatch.Prefix(String path)
        ? "^" + quoted(path) + (prefix.isEmpty() ? "/*" : "")
        : "^/";
  }

  private static String substitute(String prefix, Optional<PathMatch> matched) {
    String text = prefix.replace("\\", "\\\\");
    return prefix.isEmpty() || matched.isEmpty() ? text + "/" : text;
  }

  private static String quoted(String path) {
    return Pattern.compile("[^A-Za-z0-9/_-]").matcher(path).replaceAll("\\\\$0");
  }

  private static RedirectResponseCode code(int status) {
    return switch (status) {
      case 301 -> RedirectResponseCode.MOVED_PERMANENTLY;
      case 303 -> RedirectResponseCode.SEE_OTHER;
      case 307 -> RedirectResponseCode.TEMPORARY_REDIRECT;
      case 308 -> RedirectResponseCode.PERMANENT_REDIRECT;
      default -> RedirectResponseCode.FOUND;
    };
  }
}
