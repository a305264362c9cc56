package io.aigw.operator.picker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Int32Value;
import com.google.protobuf.Message;
import com.google.protobuf.StringValue;
import io.aigw.decide.EndpointPicker;
import io.aigw.operator.kubernetes.NamespacedName;
import io.aigw.operator.picker.PickerSettings.Encryption;
import io.aigw.operator.picker.PickerSettings.ServedPort;
import io.aigw.operator.testing.Eventually;
import io.aigw.operator.testing.FakeApiServer;
import io.aigw.operator.testing.FakeApiServer.Answer;
import io.aigw.operator.trust.Credential;
import io.aigw.operator.trust.Issuer;
import io.aigw.operator.trust.Pem;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.ClientCalls;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PoolPickersTest {

  private static final NamespacedName LLAMA = new NamespacedName("llm", "llama");
  private static final NamespacedName OLD = new NamespacedName("llm", "old");
  private static final NamespacedName NONE = new NamespacedName("llm", "none");
  private static final String PICKER = "envoy.service.ext_proc.v3.ExternalProcessor";

  private static final Map<String, String> LISTS =
      Map.of(
          "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
          definition("inferencepools.inference.networking.k8s.io", "v1")
              + ","
              + definition("inferencepools.inference.networking.x-k8s.io", "v1alpha2")
              + ","
              + definition("inferencemodels.inference.networking.x-k8s.io", "v1alpha2")
              + ","
              + definition("inferenceobjectives.inference.networking.x-k8s.io", "v1alpha2")
              + ","
              + definition("inferencemodelrewrites.llm-d.ai", "v1alpha2"),
          "/apis/inference.networking.k8s.io/v1/namespaces/llm/inferencepools",
          """
          {"apiVersion": "inference.networking.k8s.io/v1", "kind": "InferencePool",
           "metadata": {"name": "llama", "namespace": "llm", "resourceVersion": "1"},
           "spec": {"selector": {"matchLabels": {"app": "llama"}}, "targetPorts": [{"number": 8000}, {"number": 8001}],
                    "endpointPickerRef": {"name": "picker", "port": {"number": 9002}}}}""",
          "/apis/inference.networking.x-k8s.io/v1alpha2/namespaces/llm/inferencepools",
          """
          {"apiVersion": "inference.networking.x-k8s.io/v1alpha2", "kind": "InferencePool",
           "metadata": {"name": "old", "namespace": "llm", "resourceVersion": "1",
                        "annotations": {"aigateway.envoyproxy.io/picking-policy": "round-robin"}},
           "spec": {"selector": {"app": "old"}, "targetPortNumber": 8000, "extensionRef": {"name": "picker"}}}""",
          "/apis/inference.networking.x-k8s.io/v1alpha2/namespaces/llm/inferencemodels",
          """
          {"apiVersion": "inference.networking.x-k8s.io/v1alpha2", "kind": "InferenceModel",
           "metadata": {"name": "m", "namespace": "llm", "resourceVersion": "1"},
           "spec": {"modelName": "m", "poolRef": {"name": "old"}}}""",
          "/apis/inference.networking.x-k8s.io/v1alpha2/namespaces/llm/inferenceobjectives",
          "",
          "/apis/llm-d.ai/v1alpha2/namespaces/llm/inferencemodelrewrites",
          """
          {"apiVersion": "llm-d.ai/v1alpha2", "kind": "InferenceModelRewrite",
           "metadata": {"name": "r", "namespace": "llm", "resourceVersion": "1"},
           "spec": {"poolRef": {"name": "llama"}, "rules": [{"targets": [{"modelRewrite": "base"}]}]}}""",
          "/api/v1/namespaces/llm/pods",
          pod("a", "llama", "10.1.2.3", "True")
              + ","
              + pod("b", "llama", "10.1.2.4", "False")
              + ","
              + pod("c", "old", "10.1.2.5", "True"));

  @TempDir private Path folder;
  private final List<PoolPickers> pickers = new ArrayList<>();
  private FakeApiServer server;
  private boolean encrypted;

  @BeforeEach
  void startServer() throws IOException {
    server =
        FakeApiServer.watched(
            request ->
                new Answer(
                    200,
                    "{\"apiVersion\":\"v1\",\"kind\":\"List\",\"metadata\":{\"resourceVersion\":\"1\"},\"items\":[%s]}"
                        .formatted(LISTS.getOrDefault(request.path(), ""))));
  }

  @AfterEach
  void close() {
    pickers.forEach(PoolPickers::close);
    server.close();
  }

  @Test
  void manyPoolsArePickedForEachAtItsPort() throws Exception {
    PoolPickers started = start(new Encryption.SelfSigned());
    Eventually.holds(() -> health(started.healthPort(), false, "readiness") == 1);

    assertThat(destinations(started, LLAMA)).containsOnly("10.1.2.3:8000", "10.1.2.3:8001");
    assertThat(destinations(started, OLD)).containsOnly("10.1.2.5:8000");
    assertThat(ask(started.port(NONE), true).getImmediateResponse().getStatus().getCodeValue())
        .isEqualTo(503);
    assertThat(started.pools().map(pool -> pool.name() + " " + pool.policy()))
        .containsExactlyInAnyOrder(
            "pool/llm/llama least-requests",
            "pool/llm/old round-robin",
            "pool/llm/none least-requests");
  }

  @Test
  void healthIsTheProcessesAtOnePortAndEachPoolsAtItsOwn() throws Exception {
    PoolPickers started = start(new Encryption.None());
    for (String service : List.of("", "liveness", "readiness", "inference-extension", PICKER)) {
      Eventually.holds(() -> health(started.healthPort(), false, service) == 1);
    }
    assertThat(health(started.port(LLAMA), false, PICKER)).isEqualTo(1);
    assertThat(health(started.port(LLAMA), false, "")).isEqualTo(1);
    assertThat(health(started.port(NONE), false, PICKER)).isEqualTo(2);
    assertThat(started.waiting()).isEmpty();
    assertThat(Stream.of("unknown").map(service -> statusOf(started.healthPort(), service)))
        .containsExactly(Status.Code.NOT_FOUND);
    assertThat(destinations(started, LLAMA)).isNotEmpty();
  }

  @Test
  void aCertificateFromAFolderIsShown() throws Exception {
    Instant now = Instant.now();
    Credential authority = Issuer.authority(now);
    Credential leaf = Issuer.server(authority, InetAddress.ofLiteral("127.0.0.1"), now);
    Files.writeString(folder.resolve("tls.crt"), Pem.of(List.of(leaf.certificate())));
    Files.writeString(folder.resolve("tls.key"), Pem.of(leaf.key()));
    Path trusted = folder.resolve("ca.crt");
    Files.writeString(trusted, Pem.of(List.of(authority.certificate())));

    PoolPickers started = start(new Encryption.Certificate(folder));
    Eventually.holds(() -> started.waiting().isEmpty());
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", started.port(LLAMA))
            .sslContext(GrpcSslContexts.forClient().trustManager(trusted.toFile()).build())
            .build();
    try {
      assertThat(ask(channel).hasRequestHeaders()).isTrue();
    } finally {
      channel.shutdownNow();
    }
  }

  @Test
  void whatIsReadIsWhatTheRightsOfTheExampleAllow() throws Exception {
    PoolPickers started = start(new Encryption.None());
    Eventually.holds(() -> started.waiting().isEmpty());
    assertThat(server.requests())
        .extracting(FakeApiServer.Request::path)
        .filteredOn(path -> !path.startsWith("/version"))
        .containsAll(LISTS.keySet())
        .isSubsetOf(LISTS.keySet());
  }

  private PoolPickers start(Encryption encryption) throws IOException {
    File kubeconfig = folder.resolve("kubeconfig").toFile();
    try (KubernetesClient client = server.client()) {
      Files.writeString(
          kubeconfig.toPath(),
          """
          apiVersion: v1
          kind: Config
          clusters: [{name: c, cluster: {server: "%s"}}]
          users: [{name: u, user: {}}]
          contexts: [{name: c, context: {cluster: c, user: u}}]
          current-context: c
          """
              .formatted(client.getMasterUrl()));
    }
    PoolPickers started =
        new PoolPickers(
            new PickerSettings(
                Optional.of(kubeconfig.toPath()),
                "127.0.0.1",
                Stream.of(LLAMA, OLD, NONE).map(pool -> new ServedPort(pool, 0)).toList(),
                0,
                encryption,
                new EndpointPicker.Limits(1 << 20, 1),
                Duration.ofSeconds(1)));
    pickers.add(started);
    encrypted = !(encryption instanceof Encryption.None);
    return started;
  }

  private List<String> destinations(PoolPickers started, NamespacedName pool) throws Exception {
    List<String> seen = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      seen.add(
          ask(started.port(pool), encrypted)
              .getRequestHeaders()
              .getResponse()
              .getHeaderMutation()
              .getSetHeaders(0)
              .getHeader()
              .getRawValue()
              .toStringUtf8());
    }
    return seen.stream().distinct().toList();
  }

  private static ProcessingResponse ask(int port, boolean tls) throws Exception {
    ManagedChannel channel = channel(port, tls);
    try {
      return ask(channel);
    } finally {
      channel.shutdownNow();
    }
  }

  /** A request without a body. */
  private static ProcessingResponse ask(ManagedChannel channel) {
    ProcessingRequest headers =
        ProcessingRequest.newBuilder()
            .setRequestHeaders(HttpHeaders.newBuilder().setEndOfStream(true))
            .build();
    Iterator<ProcessingResponse> answers =
        ClientCalls.blockingServerStreamingCall(
            channel, ExternalProcessorGrpc.getProcessMethod(), CallOptions.DEFAULT, headers);
    return answers.next();
  }

  private static Status.Code statusOf(int port, String service) {
    try {
      health(port, false, service);
      return Status.Code.OK;
    } catch (StatusRuntimeException e) {
      return e.getStatus().getCode();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** The number of the status: 1 if it serves. */
  private static int health(int port, boolean tls, String service) throws Exception {
    ManagedChannel channel = channel(port, tls);
    try {
      return ClientCalls.blockingUnaryCall(
              channel,
              MethodDescriptor.<StringValue, Int32Value>newBuilder()
                  .setType(MethodDescriptor.MethodType.UNARY)
                  .setFullMethodName("grpc.health.v1.Health/Check")
                  .setRequestMarshaller(new Bytes<>(StringValue.getDefaultInstance()))
                  .setResponseMarshaller(new Bytes<>(Int32Value.getDefaultInstance()))
                  .build(),
              CallOptions.DEFAULT,
              StringValue.of(service))
          .getValue();
    } finally {
      channel.shutdownNow();
    }
  }

  private record Bytes<T extends Message>(T any) implements MethodDescriptor.Marshaller<T> {
    @Override
    public InputStream stream(T value) {
      return value.toByteString().newInput();
    }

    @Override
    @SuppressWarnings("unchecked")
    public T parse(InputStream stream) {
      try {
        return (T) any.newBuilderForType().mergeFrom(stream.readAllBytes()).build();
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static ManagedChannel channel(int port, boolean tls) throws Exception {
    NettyChannelBuilder builder = NettyChannelBuilder.forAddress("127.0.0.1", port);
    return (tls
            ? builder.sslContext(
                GrpcSslContexts.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .build())
            : builder.usePlaintext())
        .build();
  }

  private static String definition(String name, String version) {
    return """
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
         "metadata": {"name": "%s", "resourceVersion": "1"},
         "spec": {"versions": [{"name": "%s", "served": true}]},
         "status": {"conditions": [{"type": "Established", "status": "True"}]}}"""
        .formatted(name, version);
  }

  private static String pod(String name, String app, String address, String ready) {
    return """
        {"apiVersion": "v1", "kind": "Pod",
         "metadata": {"name": "%s", "namespace": "llm", "labels": {"app": "%s"}, "resourceVersion": "1"},
         "status": {"podIP": "%s", "conditions": [{"type": "Ready", "status": "%s"}]}}"""
        .formatted(name, app, address, ready);
  }
}
