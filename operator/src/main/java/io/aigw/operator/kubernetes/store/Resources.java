package io.aigw.operator.kubernetes.store;

import io.aigw.api.Kind;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/** Where the API server has the objects of a kind. */
public final class Resources {

  private Resources() {}

  public static ResourceDefinitionContext context(Kind kind, String version) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(kind.group())
        .withVersion(version)
        .withKind(kind.kindName())
        .withPlural(kind.plural())
        .withNamespaced(kind.namespaced())
        .build();
  }
}
