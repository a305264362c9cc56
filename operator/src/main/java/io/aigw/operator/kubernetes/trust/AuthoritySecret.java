package io.aigw.operator.kubernetes.trust;

import io.aigw.operator.kubernetes.NamespacedName;
import io.aigw.operator.kubernetes.store.InformerRun;
import io.aigw.operator.trust.Authority;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authority as a Secret keeps it. Every replica may make it or let the next one follow: a write
 * names the version that it is based on, so all of them end with the same. Threadsafe.
 */
public final class AuthoritySecret implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AuthoritySecret.class);

  /** Certificates that are signed are looked at as often. */
  private static final Duration ROUND = Duration.ofHours(1);

  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final NamespacedName name;
  private final InstantSource clock;
  private final Consumer<Authority> followers;
  private final InformerRun informer;
  private boolean changed = true;
  private boolean closed;
  private volatile String trouble = "";
  private volatile @Nullable Authority authority;

  /**
   * One that does nothing until it is started.
   *
   * @param followers told of the authority when it is there, when it is another, and every hour
   */
  public AuthoritySecret(
      KubernetesClient client,
      NamespacedName name,
      InstantSource clock,
      Consumer<Authority> followers) {
    this.client = client;
    this.name = name;
    this.clock = clock;
    this.followers = followers;
    SharedIndexInformer<Secret> watch =
        client.secrets().inNamespace(name.namespace()).withName(name.name()).runnableInformer(0);
    var _ = watch.addEventHandler(new Wake());
    this.informer = new InformerRun("secret " + name, watch, () -> {});
  }

  /**
   * The authority that a Secret has; empty where there is none.
   *
   * @throws GeneralSecurityException if what is there cannot be read
   */
  public static Optional<Authority> read(KubernetesClient client, NamespacedName name)
      throws GeneralSecurityException {
    Secret secret = client.secrets().inNamespace(name.namespace()).withName(name.name()).get();
    return secret == null ? Optional.empty() : Authority.parse(text(secret));
  }

  /** Begins to look after it; returns at once. */
  public void start() {
    informer.start();
    Thread.ofVirtual().name("authority").start(this::run);
  }

  /** The authority; empty as long as it could neither be read nor made. */
  public Optional<Authority> authority() {
    return Optional.ofNullable(authority);
  }

  /** Why there is none yet. */
  public Optional<String> waiting() {
    return authority != null
        ? Optional.empty()
        : Optional.of("no authority for certificates in secret " + name + trouble);
  }

  /** Why changes are no longer seen; empty as long as they are. */
  public Optional<String> failure() {
    return informer.failure();
  }

  private void run() {
    try {
      while (true) {
        await(look() ? ROUND : PAUSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void await(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    long rest = atMost.toMillis();
    while (!changed && rest > 0) {
      wait(rest);
      rest = (end - System.nanoTime()) / 1_000_000;
    }
    changed = false;
    if (closed) {
      throw new InterruptedException();
    }
  }

  private synchronized void wake() {
    changed = true;
    notifyAll();
  }

  /** Whether it was good for something. */
  private boolean look() {
    try {
      Secret secret = client.secrets().inNamespace(name.namespace()).withName(name.name()).get();
      Optional<Authority> present =
          secret == null ? Optional.empty() : Authority.parse(text(secret));
      Authority current =
          present
              .map(known -> known.at(clock.instant()))
              .orElseGet(() -> Authority.create(clock.instant()));
      if (present.isEmpty() || !present.get().equals(current)) {
        write(secret, current);
        log.atInfo()
            .addKeyValue("secret", name)
            .log(present.isEmpty() ? "an authority is made" : "the authority's succession goes on");
      }
      authority = current;
      followers.accept(current);
      return true;
    } catch (GeneralSecurityException | KubernetesClientException e) {
      if (e instanceof KubernetesClientException refused
          && refused.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false; // another replica was first
      }
      trouble = ": " + e.getMessage();
      log.atWarn()
          .addKeyValue("secret", name)
          .addKeyValue("cause", e.getMessage())
          .log("cannot get an authority for certificates, will try again");
      return false;
    }
  }

  private void write(@Nullable Secret secret, Authority authority) {
    Map<String, String> data = new HashMap<>();
    authority
        .text()
        .forEach(
            (key, value) ->
                data.put(
                    key,
                    Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.US_ASCII))));
    if (secret == null) {
      client
          .secrets()
          .inNamespace(name.namespace())
          .resource(
              new SecretBuilder()
                  .withNewMetadata()
                  .withName(name.name())
                  .endMetadata()
                  .withData(data)
                  .build())
          .create();
    } else {
      client
          .secrets()
          .inNamespace(name.namespace())
          .resource(new SecretBuilder(secret).withData(data).build())
          .update();
    }
  }

  private static Map<String, String> text(Secret secret) throws GeneralSecurityException {
    Map<String, String> text = new HashMap<>();
    if (secret.getData() != null) {
      try {
        secret
            .getData()
            .forEach(
                (key, value) ->
                    text.put(
                        key,
                        new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII)));
      } catch (IllegalArgumentException e) {
        throw new GeneralSecurityException("not base64", e);
      }
    }
    return text;
  }

  @Override
  public void close() {
    informer.close();
    synchronized (this) {
      closed = true;
      wake();
    }
  }

  private final class Wake implements ResourceEventHandler<Secret> {
    @Override
    public void onAdd(Secret secret) {
      wake();
    }

    @Override
    public void onUpdate(Secret before, Secret secret) {
      wake();
    }

    @Override
    public void onDelete(Secret secret, boolean unknownState) {
      wake();
    }
  }
}
