package io.aigw.operator.kubernetes.infrastructure;

import io.aigw.operator.trust.Authority;
import io.aigw.operator.trust.Credential;
import io.aigw.operator.trust.Identities;
import io.aigw.operator.trust.Issuer;
import io.aigw.operator.trust.Issuer.Purpose;
import io.aigw.operator.trust.Pem;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The Secret by which a Gateway's Envoys say whose they are: a certificate, its key, and whom to
 * trust. One that is good is left as it is.
 */
final class EnvoyCredential extends Owned<Secret> {

  private final Supplier<Optional<Authority>> authority;
  private final InstantSource clock;

  /**
   * @param authority who signs; without one there is no such Secret
   */
  EnvoyCredential(Supplier<Optional<Authority>> authority, InstantSource clock) {
    super(
        Secret.class,
        blueprint ->
            blueprint.settings().tls()
                ? authority.get().map(current -> secret(blueprint))
                : Optional.empty());
    this.authority = authority;
    this.clock = clock;
  }

  private static Secret secret(Blueprint blueprint) {
    return new SecretBuilder().withMetadata(blueprint.metadata()).withType("Opaque").build();
  }

  @Override
  protected Secret desired(
      GenericKubernetesResource gateway, Context<GenericKubernetesResource> context) {
    String uri = Identities.ofGateway(key(gateway.getMetadata()).qualifiedName());
    return new SecretBuilder(super.desired(gateway, context))
        .withData(
            data(
                authority.get().orElseThrow(),
                uri,
                context.getSecondaryResource(Secret.class),
                clock.instant()))
        .build();
  }

  /** The data there is to be: what there is, if it is signed by who signs now, and not due. */
  static Map<String, String> data(
      Authority authority, String uri, Optional<Secret> present, Instant now) {
    Map<String, String> data = new TreeMap<>();
    Map<String, String> known =
        present.map(Secret::getData).filter(values -> values != null).orElse(Map.of());
    if (isGood(authority, uri, known, now)) {
      data.putAll(known);
      data.keySet().retainAll(List.of(EnvoyFiles.CERTIFICATE, EnvoyFiles.KEY));
    } else {
      Credential fresh = Issuer.leaf(authority.signer(), uri, Purpose.CLIENT, now);
      data.put(EnvoyFiles.CERTIFICATE, base64(Pem.of(List.of(fresh.certificate()))));
      data.put(EnvoyFiles.KEY, base64(Pem.of(fresh.key())));
    }
    data.put(Authority.BUNDLE, base64(Pem.of(authority.trusted())));
    return data;
  }

  private static boolean isGood(
      Authority authority, String uri, Map<String, String> data, Instant now) {
    try {
      Credential credential =
          new Credential(
              Pem.certificates(text(data, EnvoyFiles.CERTIFICATE)).getFirst(),
              Pem.key(text(data, EnvoyFiles.KEY)));
      return authority.signed(credential.certificate())
          && Identities.is(credential.certificate(), uri)
          && !credential.isDue(now);
    } catch (GeneralSecurityException | RuntimeException e) {
      return false; // whatever it is, it is replaced
    }
  }

  private static String text(Map<String, String> data, String key) {
    return new String(
        Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.US_ASCII);
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
