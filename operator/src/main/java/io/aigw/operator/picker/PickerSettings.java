package io.aigw.operator.picker;

import io.aigw.decide.EndpointPicker;
import io.aigw.operator.kubernetes.NamespacedName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is decided when an endpoint picker is started.
 *
 * @param kubeconfig how to reach the API server; absent: as the environment says
 * @param host the address that all ports are opened at
 * @param pools who is served where
 * @param healthPort where {@code grpc.health.v1} answers
 * @param encryption how gateways are spoken to
 * @param limits what the picker keeps to
 * @param hold how long an endpoint that is new is held back
 */
public record PickerSettings(
    Optional<Path> kubeconfig,
    String host,
    List<ServedPort> pools,
    int healthPort,
    Encryption encryption,
    EndpointPicker.Limits limits,
    Duration hold) {

  /** A pool and the port where gateways ask about it; 0: any that is free. */
  public record ServedPort(NamespacedName pool, int port) {}

  /** How gateways are spoken to. */
  public sealed interface Encryption {

    /** Not at all. */
    record None() implements Encryption {}

    /** By a certificate that the process makes itself, and which nobody can verify. */
    record SelfSigned() implements Encryption {}

    /** By {@code tls.crt} and {@code tls.key} of a folder, read anew when they change. */
    record Certificate(Path folder) implements Encryption {}
  }

  public PickerSettings {
    pools = List.copyOf(pools);
  }

  Set<String> namespaces() {
    return pools.stream().map(served -> served.pool().namespace()).collect(Collectors.toSet());
  }
}
