package io.aigw.resolve;

import io.aigw.api.BackendSecurityPolicy;
import io.aigw.ir.Credential;
import io.aigw.ir.Secret;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a BackendSecurityPolicy stands for.
 *
 * @param credential empty where there is none that requests could be given, which the problems tell
 * @param value its value, which is there where the credential is
 * @param acceptance problems with what the policy itself says
 * @param references problems with what it refers to
 */
public record ResolvedCredential(
    BackendSecurityPolicy policy,
    Optional<Credential> credential,
    Optional<Secret> value,
    List<Problem> acceptance,
    List<Problem> references) {

  public ResolvedCredential {
    acceptance = List.copyOf(acceptance);
    references = List.copyOf(references);
  }

  /** What backends need to know. */
  public Attached attached() {
    return new Attached(
        credential, Stream.concat(acceptance.stream(), references.stream()).toList());
  }

  /**
   * A policy as backends see it, who do not notice when its value is another.
   *
   * @param credential empty where there are problems
   */
  public record Attached(Optional<Credential> credential, List<Problem> problems) {}
}
