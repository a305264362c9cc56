package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.api.Gateway;
import io.aigw.api.GatewayClass;
import io.aigw.api.ParametersRef;
import io.aigw.ir.Action;
import io.aigw.ir.GatewayPlan;
import io.aigw.ir.Listener;
import io.aigw.ir.Scope;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway's resources say of the Envoys of one Gateway.
 *
 * @param ports of the listeners that are served, ascending
 * @param processor whether some rule needs the body changed, or an endpoint chosen
 * @param labels for all objects
 * @param annotations for all objects
 * @param parameters where there are parameters; a later one's come before an earlier one's
 * @param problems with references to parameters
 * @param fixedAddresses whether addresses are asked for
 */
record Wish(
    List<Integer> ports,
    boolean processor,
    Map<String, String> labels,
    Map<String, String> annotations,
    SequencedSet<ConfigMapRef> parameters,
    List<String> problems,
    boolean fixedAddresses) {

  /** A ConfigMap that is referenced. */
  record ConfigMapRef(String namespace, String name) {
    @Override
    public String toString() {
      return "ConfigMap " + namespace + "/" + name;
    }
  }

  static Wish of(Gateway gateway, GatewayClass gatewayClass, GatewayPlan plan) {
    SequencedSet<ConfigMapRef> parameters = new LinkedHashSet<>();
    List<String> problems = new ArrayList<>();
    ParametersRef ofClass = gatewayClass.spec().parametersRef();
    add(ofClass, ofClass == null ? "" : ofClass.namespace(), "the class's", parameters, problems);
    Gateway.Infrastructure infrastructure = gateway.spec().infrastructure();
    if (infrastructure == null) {
      infrastructure = new Gateway.Infrastructure(null, null, null);
    }
    add(
        infrastructure.parametersRef(),
        gateway.metadata().namespace(),
        "spec.infrastructure.",
        parameters,
        problems);
    return new Wish(
        plan.listeners().stream().map(Listener::port).toList(),
        plan.listeners().stream().anyMatch(Wish::needsProcessor),
        infrastructure.labels(),
        infrastructure.annotations(),
        parameters,
        List.copyOf(problems),
        !gateway.spec().addresses().isEmpty());
  }

  private static void add(
      @Nullable ParametersRef ref,
      String namespace,
      String whose,
      SequencedSet<ConfigMapRef> parameters,
      List<String> problems) {
    if (ref == null) {
      return;
    }
    if (!ref.group().isEmpty() || !ref.kind().equals("ConfigMap")) {
      problems.add(
          "%sparametersRef: names a %s of group '%s'; parameters are in a ConfigMap of group ''"
              .formatted(whose + (whose.endsWith(".") ? "" : " "), ref.kind(), ref.group()));
    } else if (namespace.isEmpty()) {
      problems.add("%s parametersRef: has no namespace".formatted(whose));
    } else {
      parameters.add(new ConfigMapRef(namespace, ref.name()));
    }
  }

  private static boolean needsProcessor(Listener listener) {
    return scopes(listener)
        .flatMap(scope -> scope.routes().stream())
        .anyMatch(
            route -> route.action() instanceof Action.Forward forward && forward.asksProcessor());
  }

  private static Stream<Scope> scopes(Listener listener) {
    return Stream.concat(
        Stream.of(listener.ahead(), listener.general()), listener.byModel().values().stream());
  }
}
