package io.aigw.compile;

import io.aigw.api.HeaderMutation;
import io.aigw.api.HttpRoute;
import io.aigw.ir.Action;
import io.aigw.ir.HeaderEdits;
import io.aigw.resolve.HeaderNames;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Compiles the filters of HTTPRoutes; a rule that has one that is not supported is left out. */
final class HttpFilterCompiler {

  private static final String HEADERS = "RequestHeaderModifier";
  private static final String REDIRECT = "RequestRedirect";
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final RouteFindings findings;

  HttpFilterCompiler(RouteFindings findings) {
    this.findings = findings;
  }

  /** What is done with headers. */
  HeaderEdits edits(List<HttpRoute.Filter> filters, String field) {
    HeaderEdits edits = HeaderEdits.NONE;
    for (int i = 0; i < filters.size(); i++) {
      HttpRoute.Filter filter = filters.get(i);
      String filterField = "%s.filters[%d]".formatted(field, i);
      HttpRoute.HeaderModifier modifier = filter.requestHeaderModifier();
      if (filter.type().equals(HEADERS) && modifier != null) {
        edits = merge(edits, edits(modifier, filterField + ".requestHeaderModifier"));
      } else if (!filter.type().equals(REDIRECT) || field.contains("backendRefs")) {
        findings.leaveOut(
            filterField, "a filter of type %s is not supported yet".formatted(filter.type()));
      }
    }
    return edits;
  }

  private HeaderEdits edits(HttpRoute.HeaderModifier modifier, String field) {
    findings.invalidRules.addAll(
        HeaderNames.problems(new HeaderMutation(modifier.set(), modifier.remove()), field));
    findings.invalidRules.addAll(
        HeaderNames.problems(new HeaderMutation(modifier.add(), null), field));
    SortedSet<String> remove = new TreeSet<>();
    modifier.remove().forEach(name -> remove.add(name.toLowerCase(Locale.ROOT)));
    return new HeaderEdits(List.copyOf(remove), values(modifier.set()), values(modifier.add()));
  }

  /** Of two entries for the same header the first counts. */
  private static NavigableMap<String, String> values(List<HeaderMutation.Header> headers) {
    NavigableMap<String, String> values = new TreeMap<>();
    headers.forEach(
        header -> values.putIfAbsent(header.name().toLowerCase(Locale.ROOT), header.value()));
    return values;
  }

  /** Both; for a header that both speak of, the later edits count. */
  static HeaderEdits merge(HeaderEdits first, HeaderEdits later) {
    if (later.equals(HeaderEdits.NONE)) {
      return first;
    }
    SortedSet<String> remove = new TreeSet<>(first.remove());
    SortedMap<String, String> set = new TreeMap<>(first.set());
    SortedMap<String, String> add = new TreeMap<>(first.add());
    later
        .remove()
        .forEach(
            name -> {
              set.remove(name);
              add.remove(name);
            });
    remove.addAll(later.remove());
    add.keySet().removeAll(later.set().keySet());
    set.putAll(later.set());
    add.putAll(later.add());
    return new HeaderEdits(List.copyOf(remove), set, add);
  }

  /** Where the rule sends clients, if it does. */
  Optional<Action.Redirect> redirect(HttpRoute.Rule rule, String field) {
    for (int i = 0; i < rule.filters().size(); i++) {
      HttpRoute.Filter filter = rule.filters().get(i);
      HttpRoute.Redirect redirect = filter.requestRedirect();
      if (filter.type().equals(REDIRECT) && redirect != null) {
        String redirectField = "%s.filters[%d].requestRedirect".formatted(field, i);
        check(redirect, rule, redirectField);
        Integer port = redirect.port();
        return Optional.of(
            new Action.Redirect(
                nonEmpty(redirect.scheme()),
                nonEmpty(redirect.hostname()),
                Optional.ofNullable(port),
                path(redirect.path(), redirectField + ".path"),
                redirect.statusCode()));
      }
    }
    return Optional.empty();
  }

  private void check(HttpRoute.Redirect redirect, HttpRoute.Rule rule, String field) {
    if (!Set.of("", "http", "https").contains(redirect.scheme())) {
      findings.leaveOut(field, "scheme %s is not supported".formatted(redirect.scheme()));
    }
    if (!redirect.hostname().isEmpty()
        && (!Hosts.isValid(redirect.hostname()) || redirect.hostname().startsWith("*"))) {
      findings.leaveOut(field, "%s is no hostname".formatted(redirect.hostname()));
    }
    if (!REDIRECTS.contains(redirect.statusCode())) {
      findings.leaveOut(field, "status %d is no redirect".formatted(redirect.statusCode()));
    }
    Integer port = redirect.port();
    if (port != null && (port < 1 || port > 65_535)) {
      findings.leaveOut(field, "%d is no port".formatted(port));
    }
    if (!rule.backendRefs().isEmpty()) {
      findings.leaveOut(field, "a rule that redirects has no backendRefs");
    }
    HttpRoute.PathModifier path = redirect.path();
    if (path != null
        && path.type().equals("ReplacePrefixMatch")
        && rule.matches().stream().anyMatch(match -> !match.path().type().equals("PathPrefix"))) {
      findings.leaveOut(field, "ReplacePrefixMatch needs matches of type PathPrefix");
    }
  }

  private Optional<Action.PathEdit> path(HttpRoute.@Nullable PathModifier path, String field) {
    if (path == null) {
      return Optional.empty();
    }
    String text =
        path.type().equals("ReplaceFullPath") ? path.replaceFullPath() : path.replacePrefixMatch();
    if (!text.isEmpty() && !HttpMatchCompiler.isPath(text)) {
      findings.leaveOut(field, text + " is no path");
    }
    return switch (path.type()) {
      case "ReplaceFullPath" -> Optional.of(new Action.PathEdit.Whole(text.isEmpty() ? "/" : text));
      case "ReplacePrefixMatch" ->
          Optional.of(
              new Action.PathEdit.MatchedPrefix(HttpMatchCompiler.withoutTrailingSlashes(text)));
      default -> {
        findings.leaveOut(field, "type %s is not supported".formatted(path.type()));
        yield Optional.empty();
      }
    };
  }

  private static Optional<String> nonEmpty(String text) {
    return Optional.of(text).filter(present -> !present.isEmpty());
  }
}
