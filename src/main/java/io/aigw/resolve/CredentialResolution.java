package io.aigw.resolve;

import static io.aigw.resolve.Problem.Reason.INVALID_CREDENTIAL_REF;
import static io.aigw.resolve.Problem.Reason.INVALID_KIND;
import static io.aigw.resolve.Problem.Reason.UNSUPPORTED_VALUE;

import io.aigw.api.BackendSecurityPolicy;
import io.aigw.api.BackendSecurityPolicy.ApiKey;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.api.Secret;
import io.aigw.api.SecretRef;
import io.aigw.ir.Confidential;
import io.aigw.ir.Credential;
import io.aigw.resource.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The resolution of one BackendSecurityPolicy. No problem says what a Secret has for a value. */
final class CredentialResolution {

  private final BackendSecurityPolicy policy;
  private final Lookup objects;
  private final List<Problem> acceptance = new ArrayList<>();
  private final List<Problem> references = new ArrayList<>();

  CredentialResolution(BackendSecurityPolicy policy, Lookup objects) {
    this.policy = policy;
    this.objects = objects;
  }

  ResolvedCredential result() {
    if (policy.spec().credentialOverride() != null) {
      acceptance.add(
          new Problem(
              UNSUPPORTED_VALUE,
              "spec.credentialOverride: credentials of single requests are not supported yet"));
    }
    Optional<Credential> credential = Optional.empty();
    Optional<Confidential> value = Optional.empty();
    BackendSecurityPolicy.Spec spec = policy.spec();
    switch (spec.type()) {
      case "APIKey" -> {
        credential = header("authorization");
        value = key(spec.apiKey(), "apiKey").map(key -> new Confidential("Bearer " + key));
      }
      case "AzureAPIKey" -> {
        credential = header("api-key");
        value = key(spec.azureAPIKey(), "azureAPIKey").map(Confidential::new);
      }
      case "AnthropicAPIKey" -> {
        credential = header("x-api-key");
        value = key(spec.anthropicAPIKey(), "anthropicAPIKey").map(Confidential::new);
      }
      default ->
          acceptance.add(
              new Problem(
                  UNSUPPORTED_VALUE,
                  "spec.type %s: such credentials are not supported yet; use APIKey, AzureAPIKey or AnthropicAPIKey"
                      .formatted(spec.type())));
    }
    boolean usable = acceptance.isEmpty() && references.isEmpty();
    return new ResolvedCredential(
        policy,
        usable ? credential : Optional.empty(),
        usable ? value.map(io.aigw.ir.Secret.HeaderValue::new) : Optional.empty(),
        acceptance,
        references);
  }

  private Optional<Credential> header(String name) {
    return Optional.of(
        new Credential(name, new SecretName(SecretName.Use.CREDENTIAL, policy.key()).toString()));
  }

  private Optional<String> key(@Nullable ApiKey apiKey, String field) {
    if (apiKey == null) {
      acceptance.add(
          new Problem(
              UNSUPPORTED_VALUE,
              "spec.%s is missing, which spec.type %s needs"
                  .formatted(field, policy.spec().type())));
      return Optional.empty();
    }
    SecretRef ref = apiKey.secretRef();
    if (!ref.group().isEmpty() || !ref.kind().equals(Kind.SECRET.kindName())) {
      references.add(
          new Problem(
              INVALID_KIND, "spec.%s.secretRef: %s is no Secret".formatted(field, ref.kind())));
      return Optional.empty();
    }
    String namespace = ref.namespace().isEmpty() ? policy.metadata().namespace() : ref.namespace();
    ObjectKey key = new ObjectKey(Kind.SECRET, namespace, ref.name());
    Optional<Problem> refusal = new Grants(objects).refusal(policy, key);
    if (refusal.isPresent()) {
      references.add(refusal.get());
      return Optional.empty();
    }
    Optional<Secret> secret = objects.get(Secret.class, key);
    if (secret.isEmpty()) {
      references.add(
          new Problem(
              INVALID_CREDENTIAL_REF,
              "%s does not exist; create it with the credential under the key %s"
                  .formatted(key, Secret.API_KEY)));
      return Optional.empty();
    }
    Optional<String> value = secret.get().text(Secret.API_KEY).map(String::strip);
    if (value.isEmpty() || value.get().isEmpty()) {
      references.add(
          new Problem(
              INVALID_CREDENTIAL_REF,
              "%s has no credential under the key %s".formatted(key, Secret.API_KEY)));
      return Optional.empty();
    }
    if (!value.get().chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
      references.add(
          new Problem(
              INVALID_CREDENTIAL_REF,
              "%s: the value of the key %s has characters that no credential in a header has"
                  .formatted(key, Secret.API_KEY)));
      return Optional.empty();
    }
    return value;
  }
}
