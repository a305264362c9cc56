package io.aigw.e2e.cluster;

import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The CRDs, installed with the commands of {@code crds/README.md}. */
public final class Definitions {
  private static final Path GATEWAY_API = Checkout.OUTPUT.resolve("gateway-api");
  private static final Path INFERENCE_EXTENSION =
      Checkout.file("e2e/crds/inference-extension-v0.2.0");

  /** The group of v1, which comes and goes by itself. */
  private static final Path INFERENCE_EXTENSION_V1 =
      Checkout.file("e2e/crds/inference-extension-v1.6.0");

  /** Objectives and rewrites, of both groups. */
  private static final Path OBJECTIVES_AND_REWRITES =
      Checkout.file("e2e/crds/objectives-and-rewrites");

  private Definitions() {}

  static void install(TestCluster cluster) throws IOException, InterruptedException {
    String script = Checkout.file("e2e/gateway-api-crds.sh").toString();
    Outcome.of(Checkout.ROOT, List.of(script, GATEWAY_API.toString()), Duration.ofMinutes(5))
        .succeeded();
    cluster.kubectl("apply", "--server-side", "-f", GATEWAY_API.toString()).succeeded();
    cluster.kubectl("apply", "-f", Checkout.file("crds").toString()).succeeded();
    cluster.kubectl("create", "-f", Checkout.file("crds/envoy-gateway").toString()).succeeded();
    installInferenceExtension(cluster);
    cluster.kubectl("apply", "-f", INFERENCE_EXTENSION_V1.toString()).succeeded();
    cluster
        .kubectl("wait", "--for=condition=Established", "--timeout=60s", "crd", "--all")
        .succeeded();
  }

  public static void installInferenceExtension(TestCluster cluster)
      throws IOException, InterruptedException {
    cluster.kubectl("apply", "-f", INFERENCE_EXTENSION.toString()).succeeded();
  }

  /** Takes the inference extension away, with every object of its kinds. */
  public static void removeInferenceExtension(TestCluster cluster)
      throws IOException, InterruptedException {
    cluster.kubectl("delete", "-f", INFERENCE_EXTENSION.toString()).succeeded();
  }

  /** Installs InferenceObjective and InferenceModelRewrite. */
  public static void installObjectivesAndRewrites(TestCluster cluster)
      throws IOException, InterruptedException {
    cluster.kubectl("apply", "-f", OBJECTIVES_AND_REWRITES.toString()).succeeded();
    cluster
        .kubectl(
            "wait",
            "--for=condition=Established",
            "--timeout=60s",
            "-f",
            OBJECTIVES_AND_REWRITES.toString())
        .succeeded();
  }

  /** Takes them away, with all objects of these kinds. */
  public static void removeObjectivesAndRewrites(TestCluster cluster)
      throws IOException, InterruptedException {
    cluster.kubectl("delete", "-f", OBJECTIVES_AND_REWRITES.toString()).succeeded();
  }
}
