package io.aigw.operator.trust;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.decide.Processor;
import io.aigw.operator.bootstrap.Address;
import io.aigw.operator.serve.GrpcServer;
import io.aigw.operator.testing.Eventually;
import io.aigw.operator.trust.Issuer.Purpose;
import io.aigw.pick.Policies;
import io.aigw.pick.Pools;
import io.aigw.route.MetadataText;
import io.aigw.route.ModelLists;
import io.aigw.route.PickInstruction;
import io.aigw.xds.server.XdsObserver;
import io.aigw.xds.server.XdsServer;
import io.aigw.xds.server.XdsSettings;
import io.aigw.xds.snapshot.Snapshot;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.AggregatedDiscoveryServiceGrpc;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.ext_proc.v3.ExternalProcessorGrpc;
import io.envoyproxy.envoy.service.ext_proc.v3.HttpHeaders;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingRequest;
import io.envoyproxy.envoy.service.ext_proc.v3.ProcessingResponse;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients with certificates of all sorts, at a server that has two Gateways. */
@Timeout(60)
class DoorTest {

  private static final String CLUSTERS = "type.googleapis.com/envoy.config.cluster.v3.Cluster";
  private final Instant now = Instant.now();

  private final Authority authority = Authority.create(now);
  private final ServerTls tls = new ServerTls(InstantSource.system());
  private final XdsServer xds =
      new XdsServer(XdsSettings.outlasting(Duration.ofSeconds(1)), XdsObserver.NONE);
  private final List<ManagedChannel> channels = new ArrayList<>();

  @SuppressWarnings("NullAway.Init")
  private GrpcServer server;

  @BeforeEach
  void start() throws Exception {
    tls.follow(authority);
    xds.publish("a/gw", Snapshot.EMPTY);
    xds.publish("b/gw", Snapshot.EMPTY);
    ModelLists models = (listener, authority) -> "{\"of\":\"" + listener + "\"}";
    Pools pools =
        new Pools(
            (pool, told) -> {
              told.accept(List.of("10.0.0.1:8000"));
              return () -> {};
            },
            pool -> () -> {},
            System::nanoTime,
            new Random());
    server =
        GrpcServer.start(
            new Address.Tcp("127.0.0.1", 0),
            services ->
                new Processor(models, pools)
                    .addTo(
                        xds.addTo(
                            services
                                .sslContext(tls.context())
                                .intercept(new Door((gateway, pool) -> pool.contains(gateway))))));
  }

  @AfterEach
  void end() {
    channels.forEach(ManagedChannel::shutdownNow);
    xds.close();
    server.close();
  }

  @Test
  void anEnvoyGetsItsOwnGateway() throws Exception {
    CompletableFuture<Object> outcome = askDelta(of("a/gw"), "a/gw");
    assertThat(outcome.get()).isInstanceOf(DeltaDiscoveryResponse.class);
    Eventually.holds(() -> !xds.proxies().isEmpty()); // shown after it was answered
    assertThat(xds.proxies())
        .singleElement()
        .satisfies(p -> assertThat(p.group()).isEqualTo("a/gw"));
  }

  @Test
  void andNoOther() throws Exception {
    assertThat(askDelta(of("a/gw"), "b/gw").get()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(askDelta(of("a/gw"), "").get()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(xds.proxies()).isEmpty();
  }

  @Test
  void inNoOtherModeEither() throws Exception {
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    StreamObserver<DiscoveryRequest> requests =
        AggregatedDiscoveryServiceGrpc.newStub(of("a/gw"))
            .streamAggregatedResources(new Outcome<DiscoveryResponse>(outcome));
    requests.onNext(
        DiscoveryRequest.newBuilder().setNode(node("b/gw")).setTypeUrl(CLUSTERS).build());
    assertThat(outcome.get())
        .as("which mode is not served is said before anything is asked")
        .isIn(Status.Code.UNIMPLEMENTED, Status.Code.PERMISSION_DENIED);
  }

  @Test
  void aGatewaysModelsAreListedForItsOwnEnvoysAlone() throws Exception {
    assertThat(askModels(of("a/gw"), "a/gw:80").get())
        .isInstanceOfSatisfying(
            ProcessingResponse.class,
            answer ->
                assertThat(answer.getImmediateResponse().getBody().toStringUtf8())
                    .contains("a/gw:80"));
    assertThat(askModels(of("a/gw"), "b/gw:80").get()).isEqualTo(Status.Code.PERMISSION_DENIED);
    assertThat(askModels(of("a/gw"), "").get()).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void anEndpointIsNamedToEnvoysWhoseGatewayHasThePool() throws Exception {
    assertThat(askEndpoint(of("a/gw"), "pool/a/gw").get())
        .isInstanceOfSatisfying(
            ProcessingResponse.class,
            answer -> assertThat(answer.getDynamicMetadata().toString()).contains("10.0.0.1:8000"));
    assertThat(askEndpoint(of("a/gw"), "pool/b/gw").get()).isEqualTo(Status.Code.PERMISSION_DENIED);
  }

  @Test
  void whoIsNoGatewayGetsNothing() throws Exception {
    Credential server = Issuer.leaf(authority.signer(), Identities.CONTROLLER, Purpose.CLIENT, now);
    assertThat(askDelta(channel(Optional.of(server), authority), "a/gw").get())
        .isEqualTo(Status.Code.UNAUTHENTICATED);
  }

  @Test
  void whoHasNoCertificateOrAnothersOrOneForServersIsNotConnected() throws Exception {
    Credential foreign =
        Issuer.leaf(
            Authority.create(now).signer(), Identities.ofGateway("a/gw"), Purpose.CLIENT, now);
    Credential forServers =
        Issuer.leaf(authority.signer(), Identities.ofGateway("a/gw"), Purpose.SERVER, now);
    for (Optional<Credential> shown :
        List.of(Optional.<Credential>empty(), Optional.of(foreign), Optional.of(forServers))) {
      assertThat(askDelta(channel(shown, authority), "a/gw").get())
          .isEqualTo(Status.Code.UNAVAILABLE);
    }
  }

  @Test
  void anotherAuthorityIsFollowedWithoutANewServer() throws Exception {
    Authority other = Authority.create(now);
    Credential before =
        Issuer.leaf(authority.signer(), Identities.ofGateway("a/gw"), Purpose.CLIENT, now);
    Authority both =
        new Authority(
            List.of(authority.signer().certificate(), other.signer().certificate()),
            other.signer(),
            Optional.empty());
    tls.follow(both);
    assertThat(askDelta(channel(Optional.of(before), both), "a/gw").get())
        .as("signed by the old one, which is still trusted; the server shows one of the new")
        .isInstanceOf(DeltaDiscoveryResponse.class);

    tls.follow(other);
    assertThat(askDelta(channel(Optional.of(before), other), "a/gw").get())
        .isEqualTo(Status.Code.UNAVAILABLE);
  }

  private ManagedChannel of(String gateway) throws Exception {
    return channel(
        Optional.of(
            Issuer.leaf(authority.signer(), Identities.ofGateway(gateway), Purpose.CLIENT, now)),
        authority);
  }

  private ManagedChannel channel(Optional<Credential> shown, Authority trusted) throws Exception {
    SslContextBuilder context =
        GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
            .trustManager(trusted.trusted())
            .endpointIdentificationAlgorithm("");
    shown.ifPresent(own -> context.keyManager(own.key(), own.certificate()));
    ManagedChannel channel =
        NettyChannelBuilder.forAddress("127.0.0.1", server.port())
            .sslContext(context.build())
            .build();
    channels.add(channel);
    return channel;
  }

  private static CompletableFuture<Object> askDelta(ManagedChannel channel, String gateway) {
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    StreamObserver<DeltaDiscoveryRequest> requests =
        AggregatedDiscoveryServiceGrpc.newStub(channel)
            .withDeadlineAfter(30, TimeUnit.SECONDS)
            .deltaAggregatedResources(new Outcome<DeltaDiscoveryResponse>(outcome));
    requests.onNext(
        DeltaDiscoveryRequest.newBuilder().setNode(node(gateway)).setTypeUrl(CLUSTERS).build());
    return outcome;
  }

  private static CompletableFuture<Object> askModels(ManagedChannel channel, String listener) {
    return ask(channel, ModelLists.METADATA_KEY, listener);
  }

  private static CompletableFuture<Object> askEndpoint(ManagedChannel channel, String pool) {
    PickInstruction instruction =
        new PickInstruction(pool, Policies.RANDOM, false, false, Optional.of("m"));
    return ask(channel, PickInstruction.METADATA_KEY, instruction.text());
  }

  private static CompletableFuture<Object> ask(ManagedChannel channel, String key, String text) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of(key, Metadata.ASCII_STRING_MARSHALLER), MetadataText.encode(text));
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    StreamObserver<ProcessingRequest> requests =
        ExternalProcessorGrpc.newStub(channel)
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(metadata))
            .process(new Outcome<ProcessingResponse>(outcome));
    requests.onNext(
        ProcessingRequest.newBuilder().setRequestHeaders(HttpHeaders.getDefaultInstance()).build());
    return outcome;
  }

  private static Node node(String gateway) {
    return Node.newBuilder().setId("envoy").setCluster(gateway).build();
  }

  /** The first answer, or the code of the status. */
  private record Outcome<T>(CompletableFuture<Object> first) implements StreamObserver<T> {
    @Override
    public void onNext(T answer) {
      first.complete(answer);
    }

    @Override
    public void onError(Throwable cause) {
      first.complete(Status.fromThrowable(cause).getCode());
    }

    @Override
    public void onCompleted() {
      first.complete(Status.Code.OK);
    }
  }
}
