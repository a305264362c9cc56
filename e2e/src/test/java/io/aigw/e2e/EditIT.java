package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.LocalGateway;
import io.aigw.e2e.kit.Programs;
import io.aigw.e2e.kit.Traffic;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Files are edited while clients ask without a break: changes are live, and nobody notices mistakes
 * but the log.
 */
class EditIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(EditIT.class);

  private static final String ROUTES = "routes.yaml";
  private static final String SERVERS = "servers.yaml";

  @SuppressWarnings("NullAway.Init")
  private static LocalGateway local;

  @SuppressWarnings("NullAway.Init")
  private static Http gateway;

  @SuppressWarnings("NullAway.Init")
  private static String routes;

  @SuppressWarnings("NullAway.Init")
  private static String servers;

  @BeforeAll
  static void start() throws Exception {
    local = LocalGateway.run(PROGRAMS, "edit", "gateway.yaml", SERVERS, ROUTES);
    gateway = local.client();
    routes = local.read(ROUTES);
    servers = local.read(SERVERS);
  }

  @BeforeEach
  void asAtTheStart() throws Exception {
    local.write(ROUTES, routes);
    local.write(SERVERS, servers);
    eventually(() -> assertThat(gateway.chat("alpha").server()).startsWith("first"));
    eventually(() -> assertThat(gateway.chat("beta").server()).startsWith("second"));
  }

  @Test
  void aWeight() throws Exception {
    try (Traffic traffic = Traffic.of(() -> gateway.chat("split"))) {
      eventually(() -> assertThat(traffic.next(60)).hasSize(2));
      local.edit(ROUTES, "weight: 1", "weight: 0");
      eventually(() -> assertThat(traffic.next(60)).hasSize(1));
      local.edit(ROUTES, "weight: 0", "weight: 1");
      eventually(() -> assertThat(traffic.next(60)).hasSize(2));
      traffic.assertFlawless();
    }
    local.program().awaitLog("(?i)weight");
  }

  @Test
  void aHeader() throws Exception {
    try (Traffic traffic = Traffic.of(() -> gateway.chat("alpha"))) {
      local.edit(ROUTES, "name: x-server", "name: x-other");
      eventually(
          () -> assertThat(gateway.get("/health", "x-other", "first").status()).isEqualTo(200));
      assertThat(gateway.get("/health", "x-server", "first").status()).isEqualTo(404);
      traffic.assertFlawless();
    }
  }

  @Test
  void aModel() throws Exception {
    try (Traffic traffic = Traffic.of(() -> gateway.chat("alpha"))) {
      local.edit(ROUTES, "value: beta", "value: gamma");
      eventually(() -> assertThat(gateway.chat("gamma").status()).isEqualTo(200));
      assertThat(gateway.chat("beta").status()).isEqualTo(404);
      traffic.assertFlawless();
    }
  }

  @Test
  void aBackendsAddress() throws Exception {
    try (Traffic traffic = Traffic.of(() -> gateway.chat("alpha"))) {
      // The Service of the first backend now selects the Pods of the second one.
      local.edit(SERVERS, "    app: first\n  ports", "    app: second\n  ports");
      eventually(() -> assertThat(gateway.chat("alpha").server()).startsWith("second"));
      traffic.assertFlawless();
    }
  }

  @Test
  void aBrokenReferenceHarmsItsOwnRuleAlone() throws Exception {
    try (Traffic traffic = Traffic.of(() -> gateway.chat("alpha"))) {
      local.edit(
          ROUTES,
          "value: beta\n      backendRefs:\n        - name: second",
          "value: beta\n      backendRefs:\n        - name: sekond");
      eventually(() -> assertThat(gateway.chat("beta").status()).isEqualTo(500));
      local.program().awaitLog("(?=.*routes\\.yaml)(?=.*sekond)");
      traffic.assertFlawless();
    }
  }

  @Test
  void aMistakeKeepsWhatWorks() throws Exception {
    try (Traffic traffic = Traffic.of(() -> gateway.chat("beta"))) {
      local.write(ROUTES, routes.replace("rules:", "rules: [[[ {"));
      local.program().awaitLog("(?=.*ERROR)(?=.*routes\\.yaml)");
      traffic.next(40);
      local.edit(SERVERS, "name: first\n  labels", "name: \"first\n  labels");
      traffic.next(40);
      local.write(SERVERS, servers);
      local.write(ROUTES, routes.replace("value: alpha", "value: delta"));
      eventually(() -> assertThat(gateway.chat("delta").status()).isEqualTo(200));
      traffic.assertFlawless();
    }
  }
}
