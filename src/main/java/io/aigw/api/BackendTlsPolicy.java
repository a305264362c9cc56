package io.aigw.api;

import static io.aigw.api.Defaults.list;
import static io.aigw.api.Defaults.or;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gateway API's BackendTLSPolicy: which backends are spoken to over TLS only. */
public record BackendTlsPolicy(Metadata metadata, Spec spec) implements ApiObject {

  public record Spec(
      List<TargetRef> targetRefs, @Nullable Object validation, @Nullable Object options) {
    public Spec(
        @Nullable List<TargetRef> targetRefs,
        @Nullable Object validation,
        @Nullable Object options) {
      this.targetRefs = list(targetRefs);
      this.validation = validation;
      this.options = options;
    }
  }

  public record TargetRef(String group, String kind, String name, String sectionName) {
    public TargetRef(
        @Nullable String group,
        @Nullable String kind,
        @Nullable String name,
        @Nullable String sectionName) {
      this.group = or(group, "");
      this.kind = or(kind, "");
      this.name = or(name, "");
      this.sectionName = or(sectionName, "");
    }
  }

  @Override
  public Kind kind() {
    return Kind.BACKEND_TLS_POLICY;
  }
}
