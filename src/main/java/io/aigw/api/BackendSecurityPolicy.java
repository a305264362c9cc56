package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import io.aigw.api.AiServiceBackend.LocalRef;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * BackendSecurityPolicy: the credential of backends. Attached by its own {@code targetRefs} (later
 * generation) or by an AIServiceBackend's {@code backendSecurityPolicyRef} (2025).
 *
 * @param spec which backends need a credential, and of which type; of the credentials those are
 *     interpreted that are one word
 */
public record BackendSecurityPolicy(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(
      String type,
      List<LocalRef> targetRefs,
      @Nullable ApiKey apiKey,
      @Nullable Object awsCredentials,
      @Nullable ApiKey azureAPIKey,
      @Nullable Object azureCredentials,
      @Nullable Object gcpCredentials,
      @Nullable ApiKey anthropicAPIKey,
      @Nullable Object credentialOverride) {
    public Spec(
        @Nullable String type,
        @Nullable List<LocalRef> targetRefs,
        @Nullable ApiKey apiKey,
        @Nullable Object awsCredentials,
        @Nullable ApiKey azureAPIKey,
        @Nullable Object azureCredentials,
        @Nullable Object gcpCredentials,
        @Nullable ApiKey anthropicAPIKey,
        @Nullable Object credentialOverride) {
      this.type = or(type, "");
      this.targetRefs = list(targetRefs);
      this.apiKey = apiKey;
      this.awsCredentials = awsCredentials;
      this.azureAPIKey = azureAPIKey;
      this.azureCredentials = azureCredentials;
      this.gcpCredentials = gcpCredentials;
      this.anthropicAPIKey = anthropicAPIKey;
      this.credentialOverride = credentialOverride;
    }
  }

  /** A credential that is one word. */
  public record ApiKey(SecretRef secretRef) {
    public ApiKey(@Nullable SecretRef secretRef) {
      this.secretRef = or(secretRef, new SecretRef(null, null, null, null));
    }
  }

  @Override
  public Kind kind() {
    return Kind.BACKEND_SECURITY_POLICY;
  }
}
