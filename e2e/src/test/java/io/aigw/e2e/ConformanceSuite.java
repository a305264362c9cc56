package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Checkout;
import io.aigw.e2e.kit.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A suite of which not a line is ours, run in a Pod of the cluster against the controller that is
 * at work there.
 *
 * @param passed whether it said so
 * @param log all that it said
 */
record ConformanceSuite(boolean passed, String log) {

  /** Of the controller that the suite is run against: NAMESPACE/SECRET. */
  static final String AUTHORITY = "default/authority-of-the-suites";

  private static final String NAMESPACE = "aigw-conformance";
  private static final Duration BUILD = Duration.ofMinutes(30);
  private static final Duration RUN = Duration.ofMinutes(40);

  /**
   * Runs it. Log and report are left in this module's output; {@code docs/conformance} has some.
   *
   * @param name of the manifest, and of the Pod in it
   */
  static ConformanceSuite run(TestCluster cluster, String name) throws Exception {
    script("build-programs.sh", "--conformance");
    for (String archive : script("build-images.sh", "--conformance").lines().toList()) {
      cluster.loadImage(Path.of(archive));
    }
    cluster.kubectl("apply", "-f", manifest("suite")).succeeded();
    cluster.kubectl("apply", "-f", manifest(name)).succeeded();
    eventually(RUN, () -> assertThat(status(cluster, name, "phase")).isIn("Succeeded", "Failed"));
    String log = cluster.kubectl("logs", name, "--namespace", NAMESPACE).succeeded().out();
    Files.writeString(Checkout.OUTPUT.resolve("conformance-" + name + ".log"), log);
    Files.writeString(
        Checkout.OUTPUT.resolve("conformance-" + name + ".yaml"),
        status(cluster, name, "containerStatuses[0].state.terminated.message"));
    return new ConformanceSuite(status(cluster, name, "phase").equals("Succeeded"), log);
  }

  /**
   * Deletes the suite's Pod with all of its rights, the authority, and the namespaces that it has
   * left.
   */
  static void delete(TestCluster cluster, List<String> namespaces)
      throws IOException, InterruptedException {
    cluster
        .kubectl("delete", "-f", manifest("suite"), "--timeout=100s", "--ignore-not-found")
        .succeeded();
    cluster
        .kubectl(
            "delete",
            "secret",
            AUTHORITY.substring(AUTHORITY.indexOf('/') + 1),
            "--ignore-not-found")
        .succeeded();
    for (String namespace : namespaces) {
      cluster
          .kubectl("delete", "namespace", namespace, "--wait=false", "--ignore-not-found")
          .succeeded();
    }
  }

  /** The path of a manifest beside those of the suites. */
  static String manifest(String name) {
    return Checkout.file("e2e/src/test/resources/conformance/" + name + ".yaml").toString();
  }

  private static String status(TestCluster cluster, String name, String field)
      throws IOException, InterruptedException {
    return cluster
        .kubectl(
            "get",
            "pod",
            name,
            "--namespace",
            NAMESPACE,
            "--output=jsonpath={.status.%s}".formatted(field))
        .succeeded()
        .out();
  }

  private static String script(String name, String argument)
      throws IOException, InterruptedException {
    return Outcome.of(
            Checkout.ROOT, List.of(Checkout.file("e2e/rig/" + name).toString(), argument), BUILD)
        .succeeded()
        .out();
  }
}
