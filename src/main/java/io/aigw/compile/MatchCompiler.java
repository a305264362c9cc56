package io.aigw.compile;

import io.aigw.api.AiGatewayRoute;
import io.aigw.ir.HeaderMatch;
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
      String matchField = "%s.matches[%d]".formatted(field, i);
      Map<String, HeaderMatch> headers = new LinkedHashMap<>();
      for (AiGatewayRoute.HeaderMatch header : rule.matches().get(i).headers()) {
        // Gateway API: of two entries for the same header only the first counts
        headers.putIfAbsent(
            header.name().toLowerCase(Locale.ROOT), headerMatch(header, matchField));
      }
      matches.add(List.copyOf(headers.values()));
    }
    return matches;
  }

  private HeaderMatch headerMatch(AiGatewayRoute.HeaderMatch header, String field) {
    String name = header.name().toLowerCase(Locale.ROOT);
    if (!HeaderNames.isName(name)) {
      findings.leaveOut(field, header.name() + " is no header name");
    }
    switch (header.type()) {
      case "Exact" -> {
        return new HeaderMatch.Exact(name, header.value());
      }
      case "RegularExpression" ->
          Re2.problem(header.value()).ifPresent(problem -> findings.leaveOut(field, problem));
      default ->
          findings.leaveOut(
              field, "type %s is neither Exact nor RegularExpression".formatted(header.type()));
    }
    return new HeaderMatch.Regex(name, header.value());
  }
}
