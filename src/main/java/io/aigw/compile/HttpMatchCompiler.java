package io.aigw.compile;

import io.aigw.api.HttpRoute;
import io.aigw.compile.Specificity.PathKind;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.PathMatch;
import io.aigw.ir.QueryMatch;
import io.aigw.ir.RouteMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Compiles the matches of an HTTPRoute's rules. */
final class HttpMatchCompiler {

  private static final int LONGEST_PATH = 1_024;
  private static final Pattern PATH = Pattern.compile("/[!-~&&[^?#]]*");
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");

  private final RouteFindings findings;
  private final MatchCompiler values;

  HttpMatchCompiler(RouteFindings findings) {
    this.findings = findings;
    this.values = new MatchCompiler(findings);
  }

  /**
   * A match.
   *
   * @param conditions for any host
   */
  record Match(Specificity specificity, RouteMatch conditions) {}

  /** The matches of a rule; one that takes every request where it has none. */
  List<Match> matches(HttpRoute.Rule rule, String field) {
    List<HttpRoute.Match> written =
        rule.matches().isEmpty()
            ? List.of(new HttpRoute.Match(null, null, null, null))
            : rule.matches();
    List<Match> matches = new ArrayList<>();
    for (int i = 0; i < written.size(); i++) {
      matches.add(match(written.get(i), "%s.matches[%d]".formatted(field, i)));
    }
    return matches;
  }

  private Match match(HttpRoute.Match match, String field) {
    Optional<PathMatch> path = path(match.path(), field + ".path");
    List<HeaderMatch> headers = values.headers(match.headers(), field);
    List<QueryMatch> query = values.query(match.queryParams(), field);
    if (!match.method().isEmpty() && !METHOD.matcher(match.method()).matches()) {
      findings.leaveOut(field, match.method() + " is no method");
    }
    return new Match(
        new Specificity(
            path.map(HttpMatchCompiler::kind).orElse(PathKind.PREFIX),
            path.map(HttpMatchCompiler::length).orElse("/".length()),
            !match.method().isEmpty(),
            headers.size(),
            query.size()),
        new RouteMatch(
            Optional.empty(),
            path,
            Optional.of(match.method()).filter(method -> !method.isEmpty()),
            Optional.empty(),
            headers,
            query));
  }

  private Optional<PathMatch> path(HttpRoute.PathMatch path, String field) {
    String value = path.value();
    switch (path.type()) {
      case "Exact" -> {
        checkPath(value, field);
        return Optional.of(new PathMatch.Exact(value));
      }
      case "PathPrefix" -> {
        checkPath(value, field);
        String prefix = withoutTrailingSlashes(value);
        return prefix.isEmpty() ? Optional.empty() : Optional.of(new PathMatch.Prefix(prefix));
      }
      case "RegularExpression" ->
          Re2.problem(value).ifPresent(problem -> findings.leaveOut(field, problem));
      default ->
          findings.leaveOut(
              field,
              "type %s is none of Exact, PathPrefix and RegularExpression".formatted(path.type()));
    }
    return Optional.of(new PathMatch.Regex(value));
  }

  private void checkPath(String path, String field) {
    if (!isPath(path)) {
      findings.leaveOut(field, "%s is no path".formatted(path));
    }
  }

  static boolean isPath(String path) {
    return path.length() <= LONGEST_PATH && PATH.matcher(path).matches();
  }

  static String withoutTrailingSlashes(String path) {
    int end = path.length();
    while (end > 0 && path.charAt(end - 1) == '/') {
      end--;
    }
    return path.substring(0, end);
  }

  private static PathKind kind(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact _ -> PathKind.EXACT;
      case PathMatch.Regex _ -> PathKind.REGEX;
      case PathMatch.Prefix _ -> PathKind.PREFIX;
    };
  }

  private static int length(PathMatch path) {
    return switch (path) {
      case PathMatch.Exact(String text) -> text.length();
      case PathMatch.Regex(String text) -> text.length();
      case PathMatch.Prefix(String text) -> text.length();
    };
  }
}
