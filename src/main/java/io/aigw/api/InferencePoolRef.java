package io.aigw.api;

import static io.aigw.api.Defaults.or;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A reference to an InferencePool in the referrer's namespace, as APIs of the v1 era have it. */
public record InferencePoolRef(String group, String kind, String name) {
  public InferencePoolRef(@Nullable String group, @Nullable String kind, @Nullable String name) {
    this.group = or(group, "inference.networking.k8s.io");
    this.kind = or(kind, "InferencePool");
    this.name = or(name, "");
  }

  /** The pool, which need not exist; empty where something else is referred to. */
  public Optional<ObjectKey> pool(String namespace) {
    return Kind.named(group, kind)
        .filter(named -> Pool.class.isAssignableFrom(named.type()))
        .map(named -> new ObjectKey(named, namespace, name));
  }
}
