package io.aigw.e2e;

import static io.aigw.e2e.kit.Await.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.aigw.e2e.cluster.ClusterExtension;
import io.aigw.e2e.cluster.Controller;
import io.aigw.e2e.cluster.EnvoyPod;
import io.aigw.e2e.cluster.Reading;
import io.aigw.e2e.cluster.Reading.Condition;
import io.aigw.e2e.cluster.TestCluster;
import io.aigw.e2e.kit.Http;
import io.aigw.e2e.kit.Pki;
import io.aigw.e2e.kit.Programs;
import io.aigw.e2e.kit.TlsConnection;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A listener whose certificate is a Secret of another namespace: granted, then renewed. */
@ExtendWith(ClusterExtension.class)
class HttpsListenerIT {
  @RegisterExtension private static final Programs PROGRAMS = new Programs(HttpsListenerIT.class);

  private static final String HOST = "gateway.test";
  private static final String GATEWAY =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: certificates}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: GatewayClass
      metadata: {name: https}
      spec: {controllerName: aigw.io/gatewayclass-controller}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: https, namespace: default}
      spec:
        gatewayClassName: https
        listeners:
          - name: https
            protocol: HTTPS
            port: 443
            hostname: gateway.test
            tls: {certificateRefs: [{name: gateway, namespace: certificates}]}
      """;
  private static final String GRANT =
      """
      apiVersion: gateway.networking.k8s.io/v1beta1
      kind: ReferenceGrant
      metadata: {name: certificates, namespace: certificates}
      spec:
        from: [{group: gateway.networking.k8s.io, kind: Gateway, namespace: default}]
        to: [{group: "", kind: Secret}]
      """;

  @SuppressWarnings("NullAway.Init")
  private static TestCluster cluster;

  @SuppressWarnings("NullAway.Init")
  private static EnvoyPod envoy;

  @BeforeAll
  static void applyTheGateway(TestCluster cluster) throws Exception {
    HttpsListenerIT.cluster = cluster;
    Controller controller = new Controller(cluster, PROGRAMS);
    controller.start();
    cluster.apply(GATEWAY);
    certificate("gateway");
    envoy = EnvoyPod.start(cluster, "default", "https", controller.xdsAddress(), 443);
  }

  @AfterAll
  static void deleteTheGateway() throws Exception {
    envoy.delete();
    cluster.kubectl("delete", "gateway/https", "gatewayclass/https").succeeded();
    cluster.kubectl("delete", "namespace", "certificates", "--wait=false").succeeded();
  }

  @Test
  void aCertificateIsServedWhenItIsGrantedAndRenewedWithoutABreak() throws Exception {
    eventually(
        () -> {
          assertThat(listener("ResolvedRefs").reason()).isEqualTo("RefNotPermitted");
          assertThat(listener("Programmed").status()).isEqualTo("False");
        });

    cluster.apply(GRANT);
    eventually(
        () -> {
          assertThat(listener("ResolvedRefs").status()).isEqualTo("True");
          assertThat(listener("Programmed").status()).isEqualTo("True");
        });

    try (TlsConnection before = TlsConnection.open(envoy.port(), HOST)) {
      assertThat(before.certificate()).isEqualTo(Pki.certificate("gateway"));
      assertThat(before.get("/v1/models", HOST)).startsWith("HTTP/1.1 200");

      certificate("gateway-next");
      eventually(
          () -> {
            try (TlsConnection after = TlsConnection.open(envoy.port(), HOST)) {
              assertThat(after.certificate()).isEqualTo(Pki.certificate("gateway-next"));
              assertThat(after.get("/v1/models", HOST)).startsWith("HTTP/1.1 200");
            }
          });
      assertThat(before.get("/v1/models", HOST)).startsWith("HTTP/1.1 200");
    }
    assertThat(envoy.configuration())
        .contains("certificate/certificates/gateway")
        .doesNotContain("BEGIN PRIVATE KEY");
  }

  private static Condition listener(String type) throws Exception {
    JsonNode gateway =
        Http.json(cluster.kubectl("get", "gateway", "https", "-o", "json").succeeded().out());
    return Reading.condition(gateway.at("/status/listeners/0"), type);
  }

  private static void certificate(String name) throws Exception {
    cluster.apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: gateway, namespace: certificates}
        type: kubernetes.io/tls
        stringData:
          tls.crt: |
        %s\
          tls.key: |
        %s\
        """
            .formatted(Pki.text(name + ".crt").indent(4), Pki.text(name + ".key").indent(4)));
  }
}
