package io.aigw.e2e.cluster;

import java.io.IOException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the {@link TestCluster} that they ask for as a parameter: one for the whole run,
 * started for the first that asks, with all CRDs installed as the documentation says, and stopped
 * after the last.
 */
public final class ClusterExtension implements ParameterResolver {
  private static final Namespace OF_THIS = Namespace.create(ClusterExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == TestCluster.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(OF_THIS)
        .computeIfAbsent("cluster", key -> start(), TestCluster.class);
  }

  private static TestCluster start() {
    try {
      TestCluster cluster =
          switch (ClusterChoice.ofThisMachine()) {
            case RIG -> LocalRig.start();
            case K3S -> K3s.start();
          };
      Definitions.install(cluster);
      Images.load(cluster);
      return cluster;
    } catch (IOException e) {
      throw new IllegalStateException("no cluster to test on: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
