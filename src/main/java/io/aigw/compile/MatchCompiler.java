package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.api.ValueMatch;
import io.aigw.ir.HeaderMatch;
import io.aigw.ir.QueryMatch;
import io.aigw.resolve.HeaderNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Compiles the matches of a rule to conditions that Envoy takes. */
final class MatchCompiler {

  private final RouteFindings findings;

  MatchCompiler(RouteFindings findings) {
    this.findings = findings;
  }

  /**
   * The header conditions of each match; one without conditions where the rule has no matches.
   *
   * @param field the rule's, for messages
   */
  List<List<HeaderMatch>> matches(AiGatewayRoute.Rule rule, String field) {
    if (rule.matches().isEmpty()) {
      return List.of(List.of());
    }
    List<List<HeaderMatch>> matches = new ArrayList<>();
    for (int i = 0; i < rule.matches().size(); i++) {
      matches.add(headers(rule.matches().get(i).headers(), "%s.matches[%d]".formatted(field, i)));
    }
    return matches;
  }

  /** Gateway API: of two entries for the same header only the first counts. */
  List<HeaderMatch> headers(List<ValueMatch> written, String field) {
    Map<String, HeaderMatch> headers = new LinkedHashMap<>();
    for (ValueMatch header : written) {
      headers.putIfAbsent(header.name().toLowerCase(Locale.ROOT), headerMatch(header, field));
    }
    return List.copyOf(headers.values());
  }

  /** Of two entries for the same parameter only the first counts. */
  List<QueryMatch> query(List<ValueMatch> written, String field) {
    Map<String, QueryMatch> query = new LinkedHashMap<>();
    for (ValueMatch parameter : written) {
      QueryMatch match =
          isRegex(parameter, field)
              ? new QueryMatch.Regex(parameter.name(), parameter.value())
              : new QueryMatch.Exact(parameter.name(), parameter.value());
      query.putIfAbsent(parameter.name(), match);
    }
    return List.copyOf(query.values());
  }

  private HeaderMatch headerMatch(ValueMatch header, String field) {
    String name = header.name().toLowerCase(Locale.ROOT);
    if (!HeaderNames.isName(name)) {
      findings.leaveOut(field, header.name() + " is no header name");
    }
    return isRegex(header, field)
        ? new HeaderMatch.Regex(name, header.value())
        : new HeaderMatch.Exact(name, header.value());
  }

  private boolean isRegex(ValueMatch match, String field) {
    switch (match.type()) {
      case "Exact" -> {
        return false;
      }
      case "RegularExpression" ->
          Re2.problem(match.value()).ifPresent(problem -> findings.leaveOut(field, problem));
      default ->
          findings.leaveOut(
              field, "type %s is neither Exact nor RegularExpression".formatted(match.type()));
    }
    return true;
  }
}
