package io.aigw.xds.server;

import static io.aigw.xds.server.DeltaClient.names;
import static io.aigw.xds.server.DeltaClient.request;
import static io.aigw.xds.server.Protos.CLUSTERS;
import static io.aigw.xds.server.Protos.ENDPOINTS;
import static io.aigw.xds.server.Protos.ROUTES;
import static io.aigw.xds.server.Protos.cluster;
import static io.aigw.xds.server.Protos.endpoints;
import static io.aigw.xds.server.Protos.routes;
import static io.aigw.xds.server.Protos.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import io.grpc.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DeltaProtocolTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void anEnvoyWaitsUntilItsGroupIsPublished() {
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);
    envoy.subscribe(ENDPOINTS, "a");
    rig.server.publish("ns/other", snapshot(cluster("a", 1)));
    assertThat(envoy.received()).isEmpty();

    rig.publish(snapshot(cluster("a", 1), endpoints("a", 80)));

    assertThat(envoy.received())
        .extracting(DeltaDiscoveryResponse::getTypeUrl)
        .containsExactly(CLUSTERS, ENDPOINTS);
  }

  @Test
  void everythingIsToldToWhoAsksForEverything() {
    rig.publish(snapshot(cluster("b", 1), cluster("a", 1)));
    DeltaClient envoy = rig.connect("e1");

    envoy.subscribe(CLUSTERS);

    DeltaDiscoveryResponse response = envoy.accept();
    assertThat(names(response)).containsExactly("a", "b");
    assertThat(response.getResources(0).getVersion()).isEqualTo(cluster("a", 1).version());
    assertThat(response.getResources(0).getResource()).isEqualTo(cluster("a", 1).packed());
    assertThat(envoy.received()).isEmpty();
  }

  @Test
  void anEmptyAnswerIsAnAnswer() {
    rig.publish(Snapshot.EMPTY);
    DeltaClient envoy = rig.connect("e1");

    envoy.subscribe(CLUSTERS);

    assertThat(names(envoy.accept())).isEmpty();
    assertThat(envoy.received()).isEmpty();
  }

  @Test
  void everythingCanBeAskedForByAnAsterisk() {
    rig.publish(snapshot(cluster("a", 1), cluster("b", 1)));
    DeltaClient envoy = rig.connect("e1");

    envoy.subscribe(CLUSTERS, "a");
    assertThat(names(envoy.accept())).containsExactly("a");
    envoy.subscribe(CLUSTERS, "*");
    assertThat(names(envoy.accept())).containsExactly("b");

    envoy.unsubscribe(CLUSTERS, "*");
    rig.publish(snapshot(cluster("a", 2), cluster("b", 2)));
    assertThat(names(envoy.accept())).containsExactly("a");
  }

  @Test
  void onlyWhatChangedIsTold() {
    Snapshot first = snapshot(cluster("a", 1), cluster("b", 1), cluster("c", 1));
    rig.publish(first);
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);
    envoy.accept();

    rig.publish(first.next().put(cluster("b", 2)).put(cluster("a", 1)).build());

    assertThat(names(envoy.accept())).containsExactly("b");
  }

  @Test
  void aResourceThatIsAskedForAgainIsToldAgain() {
    rig.publish(snapshot(endpoints("a", 80)));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(ENDPOINTS, "a");
    envoy.accept();

    envoy.unsubscribe(ENDPOINTS, "a");
    assertThat(envoy.received()).isEmpty();
    envoy.subscribe(ENDPOINTS, "a");

    assertThat(names(envoy.accept())).containsExactly("a");
  }

  @Test
  void aNameThatIsAskedForAgainWhileItsAnswerIsUnderWayIsToldAgain() {
    rig.publish(snapshot(endpoints("a", 80)));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(ENDPOINTS, "a");
    DeltaDiscoveryResponse first = envoy.only();

    envoy.unsubscribe(ENDPOINTS, "a");
    envoy.subscribe(ENDPOINTS, "a");
    assertThat(envoy.received()).isEmpty();
    envoy.ack(first);

    assertThat(names(envoy.accept())).containsExactly("a");
  }

  @Test
  void unknownEndpointsAreAnEmptyAssignmentAndComeWhenTheyComeToBe() throws Exception {
    rig.publish(snapshot(cluster("a", 1)));
    DeltaClient envoy = rig.connect("e1");

    envoy.subscribe(ENDPOINTS, "a");

    DeltaDiscoveryResponse response = envoy.accept();
    assertThat(names(response)).containsExactly("a");
    assertThat(assignment(response.getResources(0)).getEndpointsCount()).isZero();

    rig.publish(snapshot(cluster("a", 1), endpoints("a", 80)));
    assertThat(assignment(envoy.accept().getResources(0)).getEndpointsCount()).isEqualTo(1);
  }

  @Test
  void unknownNamesOfOtherTypesAreToldAsRemovedOnce() {
    rig.publish(snapshot(routes("r", "a")));
    DeltaClient envoy = rig.connect("e1");

    envoy.subscribe(ROUTES, "nothing", "r");

    DeltaDiscoveryResponse response = envoy.accept();
    assertThat(names(response)).containsExactly("r");
    assertThat(response.getRemovedResourcesList()).containsExactly("nothing");

    rig.publish(snapshot(routes("r", "b")));
    DeltaDiscoveryResponse second = envoy.accept();
    assertThat(second.getRemovedResourcesList()).isEmpty();

    rig.publish(snapshot(routes("r", "b"), routes("nothing", "b")));
    assertThat(names(envoy.accept())).containsExactly("nothing");
  }

  @Test
  void typesThatTheServerDoesNotKnowAreServed() {
    String type = "type.googleapis.com/google.protobuf.Duration";
    VersionedResource own =
        VersionedResource.of("own", com.google.protobuf.util.Durations.fromSeconds(3));
    rig.publish(snapshot(own));
    DeltaClient envoy = rig.connect("e1");

    envoy.subscribe(type, "own");
    assertThat(names(envoy.accept())).containsExactly("own");

    rig.publish(Snapshot.EMPTY);
    assertThat(envoy.accept().getRemovedResourcesList()).containsExactly("own");
  }

  @Test
  void atMostOneResponseOfATypeIsUnderWayAndTheNewestStateFollows() {
    rig.publish(snapshot(endpoints("a", 1), endpoints("b", 1)));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(ENDPOINTS, "a", "b");
    DeltaDiscoveryResponse first = envoy.only();

    for (int port = 2; port < 50; port++) {
      rig.publish(snapshot(endpoints("a", port), endpoints("b", 1)));
    }
    assertThat(envoy.received()).isEmpty();
    envoy.ack(first);

    DeltaDiscoveryResponse second = envoy.accept();
    assertThat(names(second)).containsExactly("a");
    assertThat(second.getResources(0).getVersion()).isEqualTo(endpoints("a", 49).version());
    assertThat(envoy.received()).isEmpty();
  }

  @Test
  void aChangeThatWasTakenBackMeanwhileIsNotTold() {
    rig.publish(snapshot(endpoints("a", 1)));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(ENDPOINTS, "a");
    DeltaDiscoveryResponse first = envoy.only();
    rig.publish(snapshot(endpoints("a", 2)));
    rig.publish(snapshot(endpoints("a", 1)));

    envoy.ack(first);

    assertThat(envoy.received()).isEmpty();
  }

  @Test
  void unknownAndOldNoncesAreOverlooked() {
    rig.publish(snapshot(endpoints("a", 1)));
    DeltaClient envoy = rig.connect("e1");
    envoy.send(request(ENDPOINTS).addResourceNamesSubscribe("a").setResponseNonce("from before"));
    DeltaDiscoveryResponse first = envoy.only();
    envoy.send(request(ENDPOINTS).setResponseNonce("nobody's"));
    envoy.ack(first);
    envoy.ack(first);
    envoy.nack(first, "too late");

    rig.publish(snapshot(endpoints("a", 2)));

    assertThat(names(envoy.accept())).containsExactly("a");
    assertThat(rig.observer.rejections).isEmpty();
  }

  @Test
  void aLargeAnswerComesInParts() {
    try (Rig small = new Rig(new XdsSettings(Duration.ZERO, Duration.ofSeconds(1), 2_000))) {
      List<VersionedResource> many = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        many.add(endpoints("cluster-%03d".formatted(i), 80, 81));
      }
      small.publish(Snapshot.of(many));
      DeltaClient envoy = small.connect("e1");
      envoy.subscribe(ENDPOINTS, many.stream().map(VersionedResource::name).toArray(String[]::new));

      List<DeltaDiscoveryResponse> parts = envoy.acceptAll();

      assertThat(parts).hasSizeGreaterThan(3);
      assertThat(parts)
          .allSatisfy(part -> assertThat(part.getSerializedSize()).isLessThan(4_000))
          .flatExtracting(DeltaClient::names)
          .containsExactlyElementsOf(many.stream().map(VersionedResource::name).toList());
    }
  }

  @Test
  void theFirstAnswerToWhoHasNothingIsWhole() {
    try (Rig small = new Rig(new XdsSettings(Duration.ZERO, Duration.ofSeconds(1), 10))) {
      small.publish(snapshot(routes("a", "x"), routes("b", "x"), routes("c", "x")));
      DeltaClient envoy = small.connect("e1");

      envoy.subscribe(ROUTES);

      assertThat(names(envoy.accept()))
          .as("Envoy serves when it has the first answer")
          .containsExactly("a", "b", "c");
    }
  }

  @Test
  void aResourceLargerThanAResponseMayBeIsToldNevertheless() {
    try (Rig small = new Rig(new XdsSettings(Duration.ZERO, Duration.ofSeconds(1), 10))) {
      small.publish(Snapshot.EMPTY);
      DeltaClient envoy = small.connect("e1");
      envoy.subscribe(CLUSTERS);
      envoy.accept();

      small.publish(snapshot(cluster("a", 1), cluster("b", 1)));

      assertThat(envoy.acceptAll())
          .extracting(DeltaClient::names)
          .containsExactly(List.of("a"), List.of("b"));
    }
  }

  @Test
  void stateOfTheWorldIsRefusedWithAReason() {
    StateOfTheWorldClient client = StateOfTheWorldClient.connect(rig.channel(), Rig.GROUP, "e1");
    client.subscribe(CLUSTERS);
    assertThat(client.end().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED);
    assertThat(client.end().getDescription()).contains("DELTA_GRPC");
  }

  @Test
  void aStreamThatDoesNotSayItsGroupOrTypeIsRefused() {
    DeltaClient nobody = rig.connect("", "e1");
    nobody.subscribe(CLUSTERS);
    assertThat(nobody.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);

    DeltaClient untyped = rig.connect("e2");
    untyped.subscribe("");
    assertThat(untyped.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
    assertThat(rig.server.proxies()).isEmpty();
  }

  @Test
  void closingTheServerEndsStreamsSoThatEnvoysGoElsewhere() {
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);

    rig.server.close();

    assertThat(envoy.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
  }

  @Test
  void aRetiredGroupIsToldNothingUntilItIsPublishedAgain() {
    rig.publish(snapshot(endpoints("a", 1)));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(ENDPOINTS, "a");
    envoy.accept();

    rig.server.retire(Rig.GROUP);
    envoy.subscribe(ENDPOINTS, "b");
    assertThat(envoy.received()).isEmpty();

    rig.publish(snapshot(endpoints("a", 1), endpoints("b", 1)));
    assertThat(names(envoy.accept())).containsExactly("b");
  }

  @Test
  void theStateOfAnEnvoyIsVisible() {
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);
    assertThat(rig.proxy("e1").group()).isEqualTo(Rig.GROUP);
    assertThat(rig.proxy("e1").inSync()).isFalse();

    long first = rig.publish(snapshot(cluster("a", 1)));
    assertThat(rig.proxy("e1").settled()).isZero();
    envoy.accept();

    ProxyState state = rig.proxy("e1");
    assertThat(state.inSync()).isTrue();
    assertThat(state.settled()).isEqualTo(first);
    assertThat(state.types())
        .isEqualTo(Map.of(CLUSTERS, new ProxyState.Type(first, 1, 0, 1, 1, 0, 0)));

    envoy.close();
    assertThat(rig.server.proxies()).isEmpty();
    assertThat(rig.observer.events)
        .containsExactly("connected e1", "acknowledged " + first, "disconnected e1");
  }

  @Test
  void aPublicationIsAcknowledgedWhenTheLastEnvoyHasAnswered() {
    rig.publish(snapshot(cluster("a", 1)));
    DeltaClient one = rig.connect("e1");
    one.subscribe(CLUSTERS);
    one.accept();
    DeltaClient two = rig.connect("e2");
    two.subscribe(CLUSTERS);
    two.accept();
    rig.observer.events.clear();

    long second = rig.publish(snapshot(cluster("a", 2)));
    one.accept();
    assertThat(rig.observer.events).isEmpty();
    two.accept();
    assertThat(rig.observer.events).containsExactly("acknowledged " + second);

    long third = rig.publish(snapshot(cluster("a", 3)));
    one.accept();
    two.close();
    assertThat(rig.observer.events)
        .containsExactly("acknowledged " + second, "acknowledged " + third, "disconnected e2");
  }

  @Test
  void theSameSnapshotIsNotANewPublication() {
    Snapshot snapshot = snapshot(cluster("a", 1));
    long first = rig.publish(snapshot);

    assertThat(rig.publish(snapshot.next().put(cluster("a", 1)).build())).isEqualTo(first);
  }

  private static ClusterLoadAssignment assignment(Resource resource)
      throws InvalidProtocolBufferException {
    return ClusterLoadAssignment.parseFrom(resource.getResource().getValue());
  }
}
