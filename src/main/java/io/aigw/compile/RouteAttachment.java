package io.aigw.compile;

import io.aigw.api.ApiObject;
import io.aigw.api.Gateway;
import io.aigw.api.Kind;
import io.aigw.api.Namespace;
import io.aigw.api.ObjectKey;
import io.aigw.api.ParentRef;
import io.aigw.compile.AttachedRoute.ListenerName;
import io.aigw.compile.GatewayListeners.Checked;
import io.aigw.resolve.Problem;
import io.aigw.resource.Lookup;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Attaches one route to the listeners that its parent references name and that admit it. */
final class RouteAttachment {

  private final CompiledRoute compiled;
  private final ApiObject route;
  private final Lookup objects;
  private final Function<ObjectKey, @Nullable GatewayListeners> ours;

  private final Set<ObjectKey> parents = new LinkedHashSet<>();
  private final Map<ListenerName, List<Attachment>> attached = new LinkedHashMap<>();

  /** Where it is attached by what the listeners allow, whether they are served or not. */
  private final Set<ListenerName> admittedBy = new LinkedHashSet<>();

  /**
   * @param ours the listeners of a Gateway; null where it is not ours
   */
  RouteAttachment(
      CompiledRoute compiled,
      Lookup objects,
      Function<ObjectKey, @Nullable GatewayListeners> ours) {
    this.compiled = compiled;
    this.route = compiled.route();
    this.objects = objects;
    this.ours = ours;
  }

  AttachedRoute result() {
    List<ParentRef> refs = compiled.parents();
    List<Verdict.Parent> judged = new ArrayList<>();
    for (ParentRef ref : refs) {
      attach(ref).ifPresent(accepted -> judged.add(parent(ref, accepted)));
    }
    Set<ObjectKey> gateways = new LinkedHashSet<>();
    attached.keySet().forEach(listener -> gateways.add(listener.gateway()));
    return new AttachedRoute(
        verdict(refs, judged),
        parents,
        Set.copyOf(admittedBy),
        gateways,
        attached.values().stream().flatMap(List::stream).toList(),
        compiled.upstreams(),
        compiled.pools());
  }

  /** The outcome for one parent; empty where the parent is another controller's. */
  private Optional<Condition> attach(ParentRef ref) {
    if (!ref.group().equals(Kind.GATEWAY.group()) || !ref.kind().equals(Kind.GATEWAY.kindName())) {
      return ifOursAlone(
          Condition.isFalse(
              "Accepted",
              "InvalidKind",
              "parent %s of group %s is no Gateway".formatted(ref.kind(), ref.group())));
    }
    String namespace = ref.namespace().isEmpty() ? route.metadata().namespace() : ref.namespace();
    ObjectKey gateway = new ObjectKey(Kind.GATEWAY, namespace, ref.name());
    GatewayListeners listeners = ours.apply(gateway);
    if (listeners == null) {
      return objects.get(Gateway.class, gateway).isPresent()
          ? Optional.empty()
          : ifOursAlone(
              Condition.isFalse("Accepted", "NoMatchingParent", gateway + " does not exist"));
    }
    parents.add(gateway);
    if (!compiled.refused().isEmpty()) {
      return Optional.of(Conditions.accepted(compiled.refused(), List.of()));
    }
    return Optional.of(attach(gateway, listeners, ref));
  }

  /** Of a kind that other controllers serve too nothing is said about a parent that is not ours. */
  private Optional<Condition> ifOursAlone(Condition condition) {
    return route.kind() == Kind.HTTP_ROUTE ? Optional.empty() : Optional.of(condition);
  }

  private Condition attach(ObjectKey gateway, GatewayListeners listeners, ParentRef ref) {
    List<Checked> named = listeners.all().stream().filter(l -> l.isNamedBy(ref)).toList();
    if (named.isEmpty()) {
      return Condition.isFalse(
          "Accepted",
          "NoMatchingParent",
          "%s has no listener %s"
              .formatted(
                  gateway,
                  ref.sectionName().isEmpty() ? "on port " + ref.port() : ref.sectionName()));
    }
    List<Checked> admitting = named.stream().filter(l -> isAdmitted(l, gateway)).toList();
    admitting.stream()
        .filter(listener -> !listener.hosts(compiled.hostnames()).isEmpty())
        .forEach(listener -> admittedBy.add(name(gateway, listener)));
    if (named.stream().noneMatch(Checked::isServed)) {
      return Condition.isFalse(
          "Accepted",
          "NoMatchingParent",
          "none of the listeners named is served; see the conditions of " + gateway);
    }
    List<Checked> serving = admitting.stream().filter(Checked::isServed).toList();
    if (serving.isEmpty()) {
      return Condition.isFalse(
          "Accepted",
          "NotAllowedByListeners",
          "no listener of %s allows %ss from namespace %s; change its allowedRoutes"
              .formatted(gateway, route.kind().kindName(), route.metadata().namespace()));
    }
    boolean hasHost = false;
    for (Checked listener : serving) {
      hasHost |= attach(gateway, listener);
    }
    if (!hasHost) {
      return Condition.isFalse(
          "Accepted",
          "NoMatchingListenerHostname",
          "spec.hostnames has no host in common with the listeners of " + gateway);
    }
    List<Problem> invalid = compiled.invalidRules();
    return compiled.entries().isEmpty() && !invalid.isEmpty()
        ? Conditions.accepted(invalid, List.of())
        : Conditions.accepted(List.of(), compiled.ignoredFields());
  }

  private boolean isAdmitted(Checked listener, ObjectKey gateway) {
    if (!listener.allows(route.kind())) {
      return false;
    }
    Gateway.RouteNamespaces namespaces = listener.listener().allowedRoutes().namespaces();
    return switch (namespaces.from()) {
      case "All" -> true;
      case "Same" -> route.metadata().namespace().equals(gateway.namespace());
      case "Selector" ->
          namespaces.selector() != null
              && namespaces.selector().selects(labels(route.metadata().namespace()));
      default -> false;
    };
  }

  private Map<String, String> labels(String namespace) {
    Map<String, String> labels = new HashMap<>();
    objects
        .get(Namespace.class, new ObjectKey(Kind.NAMESPACE, "", namespace))
        .ifPresent(object -> labels.putAll(object.metadata().labels()));
    labels.putIfAbsent("kubernetes.io/metadata.name", namespace);
    return labels;
  }

  /**
   * Attaches the route for all hosts that it has in common with the listener; false where there are
   * none.
   */
  private boolean attach(ObjectKey gateway, Checked listener) {
    Set<Optional<String>> hosts = listener.hosts(compiled.hostnames());
    if (hosts.isEmpty()) {
      return false;
    }
    Port port = new Port(gateway, listener.listener().port());
    List<Attachment> attachments = new ArrayList<>();
    for (int i = 0; i < compiled.entries().size(); i++) {
      CompiledRoute.Entry entry = compiled.entries().get(i);
      for (Optional<String> host : hosts) {
        Rank rank =
            new Rank(
                host,
                entry.specificity(),
                route.metadata().created(),
                route.key().qualifiedName() + " " + route.kind().kindName(),
                i);
        attachments.add(new Attachment(port, rank, entry));
      }
    }
    attached.put(name(gateway, listener), attachments);
    return true;
  }

  private static ListenerName name(ObjectKey gateway, Checked listener) {
    return new ListenerName(gateway, listener.listener().name());
  }

  private Verdict.Parent parent(ParentRef ref, Condition accepted) {
    return new Verdict.Parent(
        new Verdict.Ref(
            ref.group(), ref.kind(), ref.namespace(), ref.name(), ref.sectionName(), ref.port()),
        conditions(accepted));
  }

  private List<Condition> conditions(Condition accepted) {
    List<Condition> conditions = new ArrayList<>();
    conditions.add(accepted);
    conditions.add(Conditions.resolvedRefs(compiled.references()));
    if (!compiled.invalidRules().isEmpty() && !compiled.entries().isEmpty()) {
      conditions.add(
          Condition.isTrue(
              "PartiallyInvalid",
              "UnsupportedValue",
              "rules left out: " + Conditions.messages(compiled.invalidRules())));
    }
    return conditions;
  }

  /**
   * What is said of the route; empty where all its parents are other controllers'. Conditions of
   * the route as a whole, which HTTPRoutes do not have, are those of its first parent that refused
   * it, or else of the first.
   */
  private Optional<Verdict> verdict(List<ParentRef> refs, List<Verdict.Parent> judged) {
    if (route.kind() == Kind.HTTP_ROUTE) {
      return judged.isEmpty() ? Optional.empty() : Optional.of(verdictOf(List.of(), judged));
    }
    if (judged.isEmpty()) {
      return refs.isEmpty()
          ? Optional.of(
              verdictOf(
                  conditions(
                      Condition.isFalse(
                          "Accepted",
                          "NoMatchingParent",
                          "name a Gateway in spec.parentRefs or spec.targetRefs")),
                  judged))
          : Optional.empty();
    }
    return Optional.of(
        verdictOf(
            judged.stream()
                .map(Verdict.Parent::conditions)
                .filter(c -> c.getFirst().state() == Condition.State.FALSE)
                .findFirst()
                .orElseGet(() -> judged.getFirst().conditions()),
            judged));
  }

  private Verdict verdictOf(List<Condition> conditions, List<Verdict.Parent> judged) {
    return new Verdict(route.key(), route.metadata().generation(), conditions, judged, List.of());
  }
}
