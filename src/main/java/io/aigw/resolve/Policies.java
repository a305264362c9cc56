package io.aigw.resolve;

import io.aigw.api.AiServiceBackend;
import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.BackendTlsPolicy;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.resource.ResourceSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a round's policies attach to. */
final class Policies {

  private final Map<ObjectKey, List<Tls>> tls = new HashMap<>();
  private final Map<ObjectKey, List<String>> credentials = new HashMap<>();

  private record Tls(BackendTlsPolicy policy, String section) {}

  Policies(ResourceSet resources) {
    for (BackendTlsPolicy policy : resources.all(BackendTlsPolicy.class, Kind.BACKEND_TLS_POLICY)) {
      String namespace = policy.metadata().namespace();
      for (BackendTlsPolicy.TargetRef target : policy.spec().targetRefs()) {
        target(target.group(), target.kind(), namespace, target.name())
            .ifPresent(key -> add(tls, key, new Tls(policy, target.sectionName())));
      }
    }
    for (BackendSecurityPolicy policy :
        resources.all(BackendSecurityPolicy.class, Kind.BACKEND_SECURITY_POLICY)) {
      String namespace = policy.metadata().namespace();
      for (AiServiceBackend.LocalRef target : policy.spec().targetRefs()) {
        target(target.group(), target.kind(), namespace, target.name())
            .ifPresent(key -> add(credentials, key, policy.metadata().name()));
      }
    }
  }

  /**
   * The policies that ask for TLS to a Service's port, or to a Backend.
   *
   * @param section the port's name
   */
  List<BackendTlsPolicy> tls(ObjectKey target, String section) {
    return tls.getOrDefault(target, List.of()).stream()
        .filter(tls -> tls.section.isEmpty() || tls.section.equals(section))
        .map(Tls::policy)
        .toList();
  }

  /** The names of the policies that attach a credential to a backend or a pool. */
  List<String> credentials(ObjectKey target) {
    return credentials.getOrDefault(target, List.of());
  }

  private static <T> void add(Map<ObjectKey, List<T>> byTarget, ObjectKey target, T policy) {
    byTarget.computeIfAbsent(target, key -> new ArrayList<>()).add(policy);
  }

  private static Optional<ObjectKey> target(
      String group, String kindName, String namespace, String name) {
    return Kind.named(group, kindName).map(kind -> new ObjectKey(kind, namespace, name));
  }
}
