package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gateway API's HTTPRoute: rules that carry requests to Services and pools, whatever they are. */
public record HttpRoute(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(
      List<ParentRef> parentRefs,
      List<String> hostnames,
      List<Rule> rules,
      @Nullable String useDefaultGateways) {
    public Spec(
        @Nullable List<ParentRef> parentRefs,
        @Nullable List<String> hostnames,
        @Nullable List<Rule> rules,
        @Nullable String useDefaultGateways) {
      this.parentRefs = list(parentRefs);
      this.hostnames = list(hostnames);
      this.rules = list(rules);
      this.useDefaultGateways = useDefaultGateways;
    }
  }

  /**
   * A rule: a request that satisfies any of the matches goes to one of the backends, drawn by
   * weight.
   *
   * @param name empty: the rule is known by its index
   * @param matches empty: every request
   */
  public record Rule(
      String name,
      List<Match> matches,
      List<Filter> filters,
      List<BackendRef> backendRefs,
      @Nullable Timeouts timeouts,
      @Nullable Object retry,
      @Nullable Object sessionPersistence) {
    public Rule(
        @Nullable String name,
        @Nullable List<Match> matches,
        @Nullable List<Filter> filters,
        @Nullable List<BackendRef> backendRefs,
        @Nullable Timeouts timeouts,
        @Nullable Object retry,
        @Nullable Object sessionPersistence) {
      this.name = or(name, "");
      this.matches = list(matches);
      this.filters = list(filters);
      this.backendRefs = list(backendRefs);
      this.timeouts = timeouts;
      this.retry = retry;
      this.sessionPersistence = sessionPersistence;
    }
  }

  /**
   * All of these must hold.
   *
   * @param method empty: any
   */
  public record Match(
      PathMatch path, List<ValueMatch> headers, List<ValueMatch> queryParams, String method) {
    public Match(
        @Nullable PathMatch path,
        @Nullable List<ValueMatch> headers,
        @Nullable List<ValueMatch> queryParams,
        @Nullable String method) {
      this.path = or(path, new PathMatch(null, null));
      this.headers = list(headers);
      this.queryParams = list(queryParams);
      this.method = or(method, "");
    }
  }

  /**
   * A condition on the path.
   *
   * @param type {@code PathPrefix} (default), {@code Exact} or {@code RegularExpression} (RE2)
   */
  public record PathMatch(String type, String value) {
    public PathMatch(@Nullable String type, @Nullable String value) {
      this.type = or(type, "PathPrefix");
      this.value = or(value, "/");
    }
  }

  /**
   * Something that is done with a request; of its parts the one is there that {@code type} names.
   *
   * @param type for example {@code RequestHeaderModifier} or {@code RequestRedirect}
   */
  public record Filter(
      String type,
      @Nullable HeaderModifier requestHeaderModifier,
      @Nullable Object responseHeaderModifier,
      @Nullable Object requestMirror,
      @Nullable Redirect requestRedirect,
      @Nullable Object urlRewrite,
      @Nullable Object cors,
      @Nullable Object externalAuth,
      @Nullable Object extensionRef) {
    public Filter(
        @Nullable String type,
        @Nullable HeaderModifier requestHeaderModifier,
        @Nullable Object responseHeaderModifier,
        @Nullable Object requestMirror,
        @Nullable Redirect requestRedirect,
        @Nullable Object urlRewrite,
        @Nullable Object cors,
        @Nullable Object externalAuth,
        @Nullable Object extensionRef) {
      this.type = or(type, "");
      this.requestHeaderModifier = requestHeaderModifier;
      this.responseHeaderModifier = responseHeaderModifier;
      this.requestMirror = requestMirror;
      this.requestRedirect = requestRedirect;
      this.urlRewrite = urlRewrite;
      this.cors = cors;
      this.externalAuth = externalAuth;
      this.extensionRef = extensionRef;
    }
  }

  /** Headers that are replaced, appended to what is there, and taken off. */
  public record HeaderModifier(
      List<HeaderMutation.Header> set, List<HeaderMutation.Header> add, List<String> remove) {
    public HeaderModifier(
        @Nullable List<HeaderMutation.Header> set,
        @Nullable List<HeaderMutation.Header> add,
        @Nullable List<String> remove) {
      this.set = list(set);
      this.add = list(add);
      this.remove = list(remove);
    }
  }

  /**
   * An answer that sends the client elsewhere; what is absent or empty stays as in the request.
   *
   * @param port absent: the scheme's own, or, without a scheme, the listener's
   * @param statusCode 302 (default) or 301
   */
  public record Redirect(
      String scheme,
      String hostname,
      @Nullable PathModifier path,
      @Nullable Integer port,
      Integer statusCode) {
    public Redirect(
        @Nullable String scheme,
        @Nullable String hostname,
        @Nullable PathModifier path,
        @Nullable Integer port,
        @Nullable Integer statusCode) {
      this.scheme = or(scheme, "");
      this.hostname = or(hostname, "");
      this.path = path;
      this.port = port;
      this.statusCode = or(statusCode, 302);
    }
  }

  /**
   * Another path.
   *
   * @param type {@code ReplaceFullPath} or {@code ReplacePrefixMatch}
   */
  public record PathModifier(String type, String replaceFullPath, String replacePrefixMatch) {
    public PathModifier(
        @Nullable String type,
        @Nullable String replaceFullPath,
        @Nullable String replacePrefixMatch) {
      this.type = or(type, "");
      this.replaceFullPath = or(replaceFullPath, "");
      this.replacePrefixMatch = or(replacePrefixMatch, "");
    }
  }

  /**
   * Where a rule leads.
   *
   * @param group empty: the core group
   * @param kind {@code Service} (default) or {@code InferencePool}
   * @param namespace empty: the route's own
   * @param port of a Service; 0: unset
   * @param weight default 1; 0 disables
   */
  public record BackendRef(
      String group,
      String kind,
      String namespace,
      String name,
      int port,
      Integer weight,
      List<Filter> filters) {
    public BackendRef(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String namespace,
        @Nullable String name,
        int port,
        @Nullable Integer weight,
        @Nullable List<Filter> filters) {
      this.group = or(group, "");
      this.kind = or(kind, "Service");
      this.namespace = or(namespace, "");
      this.name = or(name, "");
      this.port = port;
      this.weight = or(weight, 1);
      this.filters = list(filters);
    }
  }

  @Override
  public Kind kind() {
    return Kind.HTTP_ROUTE;
  }
}
