package io.aigw.xds.snapshot;

import io.envoyproxy.envoy.config.cluster.v3.Cluster;

/** Prints the version of a message, ours and the stock control plane's: a program of its own. */
final class Versions {

  private Versions() {}

  public static void main(String[] arguments) {
    System.out.println(String.join(" ", both()));
  }

  static String[] both() {
    Cluster cluster = Cluster.newBuilder().setName("backend").setAltStatName("b").build();
    return new String[] {
      VersionedResource.of("backend", cluster).version(),
      io.envoyproxy.controlplane.cache.VersionedResource.create(cluster).version()
    };
  }
}
