package io.aigw.resolve;

import io.aigw.api.BackendTlsPolicy;
import io.aigw.ir.Secret;
import io.aigw.ir.UpstreamTls;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a BackendTLSPolicy stands for.
 *
 * @param tls empty where nobody can be spoken to by it, which the problems tell
 * @param authorities whom it trusts, where that is not the system's affair
 * @param acceptance problems with what the policy itself says
 * @param references problems with what it refers to; some authorities may be left all the same
 */
public record ResolvedTlsPolicy(
    BackendTlsPolicy policy,
    Optional<UpstreamTls> tls,
    Optional<Secret> authorities,
    List<Problem> acceptance,
    List<Problem> references) {

  public ResolvedTlsPolicy {
    acceptance = List.copyOf(acceptance);
    references = List.copyOf(references);
  }

  /** What backends need to know. */
  public Attached attached() {
    return new Attached(
        tls,
        tls.isPresent()
            ? List.of()
            : Stream.concat(references.stream(), acceptance.stream()).toList());
  }

  /**
   * A policy as backends see it, who do not notice when its authorities are others.
   *
   * @param tls empty where there are problems
   */
  public record Attached(Optional<UpstreamTls> tls, List<Problem> problems) {}
}
