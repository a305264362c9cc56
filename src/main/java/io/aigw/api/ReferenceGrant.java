package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gateway API's ReferenceGrant: which references from other namespaces the owner of this namespace
 * allows.
 */
public record ReferenceGrant(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(List<From> from, List<To> to) {
    public Spec(@Nullable List<From> from, @Nullable List<To> to) {
      this.from = list(from);
      this.to = list(to);
    }
  }

  public record From(String group, String kind, String namespace) {
    public From(@Nullable String group, @Nullable String kind, @Nullable String namespace) {
      this.group = or(group, "");
      this.kind = or(kind, "");
      this.namespace = or(namespace, "");
    }
  }

  /**
   * The target.
   *
   * @param name empty: every object of the kind
   */
  public record To(String group, String kind, String name) {
    public To(@Nullable String group, @Nullable String kind, @Nullable String name) {
      this.group = or(group, "");
      this.kind = or(kind, "");
      this.name = or(name, "");
    }
  }

  @Override
  public Kind kind() {
    return Kind.REFERENCE_GRANT;
  }
}
