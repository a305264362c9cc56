package io.aigw.xds.server;

import static io.aigw.xds.server.DeltaClient.names;
import static io.aigw.xds.server.Protos.CLUSTERS;
import static io.aigw.xds.server.Protos.ENDPOINTS;
import static io.aigw.xds.server.Protos.LISTENERS;
import static io.aigw.xds.server.Protos.ROUTES;
import static io.aigw.xds.server.Protos.cluster;
import static io.aigw.xds.server.Protos.endpoints;
import static io.aigw.xds.server.Protos.listener;
import static io.aigw.xds.server.Protos.routes;
import static io.aigw.xds.server.Protos.snapshot;
import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.xds.snapshot.Snapshot;
import io.aigw.xds.snapshot.VersionedResource;
import io.envoyproxy.envoy.service.discovery.v3.DeltaDiscoveryResponse;
import io.envoyproxy.envoy.service.discovery.v3.Resource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RejectionTest {

  private final Rig rig = new Rig();

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aRejectedResourceIsNotToldAgainUntilItChanges() {
    rig.publish(snapshot(listener("a", 1, "r")));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(LISTENERS);
    envoy.accept();

    rig.publish(snapshot(listener("a", 2, "r")));
    envoy.nack(envoy.only(), "a: no");
    rig.publish(snapshot(listener("a", 2, "r"), listener("b", 3, "r")));
    assertThat(names(envoy.accept())).containsExactly("b");

    assertThat(rig.observer.rejections)
        .containsExactly(new Rejection(Rig.GROUP, "e1", LISTENERS, List.of("a"), "a: no"));
    assertThat(rig.proxy("e1").inSync()).isFalse();
    assertThat(rig.proxy("e1").refused()).isEqualTo(rig.observer.rejections);

    rig.publish(snapshot(listener("a", 4, "r"), listener("b", 3, "r")));
    assertThat(names(envoy.accept())).containsExactly("a");
    assertThat(rig.observer.events).contains("recovered e1 a");
    assertThat(rig.proxy("e1").inSync()).isTrue();
    assertThat(rig.proxy("e1").refused()).isEmpty();
    assertThat(rig.proxy("e1").lastRejection()).isNotNull();
  }

  @Test
  void goingBackToWhatTheEnvoyHasEndsTheRejection() {
    rig.publish(snapshot(listener("a", 1, "r")));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(LISTENERS);
    envoy.accept();
    rig.publish(snapshot(listener("a", 2, "r")));
    envoy.nack(envoy.only(), "no");

    rig.publish(snapshot(listener("a", 1, "r")));

    assertThat(envoy.received()).isEmpty();
    assertThat(rig.observer.events).contains("recovered e1 a");
    assertThat(rig.proxy("e1").inSync()).isTrue();
  }

  @Test
  void aResourceThatIsNamedIsToldAloneAfterTheOthers() {
    rig.publish(
        snapshot(cluster("a", 1), cluster("bad", 1), cluster("bad-not", 1), cluster("c", 1)));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);
    envoy.nack(envoy.only(), "adding cluster 'bad': it is");

    assertThat(names(envoy.accept())).containsExactly("a", "bad-not", "c");
    DeltaDiscoveryResponse alone = envoy.only();
    assertThat(names(alone)).containsExactly("bad");
    envoy.nack(alone, "it is");

    assertThat(envoy.received()).isEmpty();
    assertThat(rig.observer.rejections)
        .extracting(Rejection::resources)
        .containsExactly(List.of("bad"));
  }

  @Test
  void guiltyOnesAreFoundAmongManyWhenTheMessageNamesNone() {
    Set<String> guilty = Set.of("c-17", "c-18", "c-201");
    rig.publish(Snapshot.of(IntStream.range(0, 256).mapToObj(i -> cluster("c-" + i, 1)).toList()));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);

    Judge judge = new Judge(guilty);
    judge.answerAll(envoy);

    assertThat(judge.accepted).hasSize(253).doesNotContainAnyElementsOf(guilty);
    assertThat(judge.responses).isLessThan(3 * 2 * 9);
    assertThat(rig.observer.rejections)
        .extracting(Rejection::resources)
        .containsExactlyInAnyOrder(List.of("c-17"), List.of("c-18"), List.of("c-201"));
  }

  @Test
  void othersGoOnWhileTheGuiltyOneIsLookedFor() {
    Snapshot first =
        Snapshot.of(IntStream.range(0, 64).mapToObj(i -> cluster("c-" + i, 1)).toList());
    rig.publish(first);
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);
    DeltaDiscoveryResponse all = envoy.only();
    rig.publish(first.next().put(cluster("new", 1)).build());

    envoy.nack(all, "one of them");

    assertThat(names(envoy.accept())).as("before the suspects").containsExactly("new");
  }

  @Test
  void theNextVersionOfAGuiltyOneIsToldAlone() {
    rig.publish(snapshot(cluster("a", 1), cluster("bad", 1)));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);
    Judge judge = new Judge(Set.of("bad"));
    judge.answerAll(envoy);

    rig.publish(snapshot(cluster("a", 2), cluster("bad", 2), cluster("c", 1)));

    assertThat(names(envoy.accept())).containsExactly("a", "c");
    assertThat(names(envoy.only())).containsExactly("bad");
  }

  @Test
  void whoWasRefusedForLackOfAnotherIsAskedOnceMore() {
    rig.publish(snapshot(listener("a", 1, "r"), listener("b", 2, "r"), listener("c", 3, "r")));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(LISTENERS);

    Judge judge =
        new Judge(Set.of("c")) {
          @Override
          boolean refuses(String name) {
            return super.refuses(name) || (name.equals("a") && !accepted.contains("b"));
          }
        };
    judge.answerAll(envoy);

    assertThat(judge.accepted).containsExactlyInAnyOrder("a", "b");
    assertThat(rig.observer.rejections)
        .extracting(Rejection::resources)
        .containsExactly(List.of("c"));
  }

  @Test
  void otherEnvoysGetTheGuiltyOneAloneAndJudgeForThemselves() {
    Snapshot good = snapshot(cluster("a", 1), cluster("bad", 1));
    rig.publish(good);
    DeltaClient first = connected("e1");
    DeltaClient second = connected("e2");
    DeltaClient third = connected("e3");

    rig.publish(snapshot(cluster("a", 2), cluster("bad", 2)));
    new Judge(Set.of("bad")).answerAll(first);
    DeltaDiscoveryResponse batch = second.only();
    assertThat(names(batch)).as("sent before anybody knew").containsExactly("a", "bad");
    third.nack(third.only(), "bad");
    assertThat(names(third.accept())).containsExactly("a");
    third.nack(third.only(), "bad");

    DeltaClient newcomer = rig.connect("e4");
    newcomer.subscribe(CLUSTERS);
    assertThat(names(newcomer.accept())).containsExactly("a");
    assertThat(names(newcomer.accept())).containsExactly("bad");

    DeltaClient later = rig.connect("e5");
    later.subscribe(CLUSTERS);
    assertThat(names(later.only())).as("somebody accepted it").containsExactly("a", "bad");
  }

  @Test
  void aNewcomerThatRefusesTheGuiltyOneGetsTheLastGoodOne() {
    rig.publish(snapshot(cluster("a", 1), cluster("bad", 1)));
    DeltaClient first = connected("e1");
    rig.publish(snapshot(cluster("a", 1), cluster("bad", 2)));
    first.nack(first.only(), "no");

    DeltaClient newcomer = rig.connect("e2");
    newcomer.subscribe(CLUSTERS);
    newcomer.accept();
    newcomer.nack(newcomer.only(), "no");

    Resource good = newcomer.accept().getResources(0);
    assertThat(good.getName()).isEqualTo("bad");
    assertThat(good.getVersion()).isEqualTo(cluster("bad", 1).version());
    assertThat(newcomer.received()).isEmpty();
    assertThat(rig.proxy("e2").refused()).hasSize(1);
    assertThat(rig.proxy("e2").inSync()).isFalse();
  }

  @Test
  void theLastGoodOneIsTriedOnceToo() {
    rig.publish(snapshot(cluster("a", 1), cluster("bad", 1)));
    DeltaClient first = connected("e1");
    rig.publish(snapshot(cluster("a", 1), cluster("bad", 2)));
    first.nack(first.only(), "no");
    DeltaClient newcomer = rig.connect("e2");
    newcomer.subscribe(CLUSTERS);

    Judge judge = new Judge(Set.of("bad"));
    judge.answerAll(newcomer);

    assertThat(judge.responses).isEqualTo(3);
    rig.publish(snapshot(cluster("a", 2), cluster("bad", 2)));
    assertThat(names(newcomer.accept())).containsExactly("a");
    assertThat(newcomer.received()).isEmpty();
  }

  @Test
  void anEnvoyThatRefusesEverythingIsGivenUpAndHarmsNobody() {
    rig.publish(
        Snapshot.of(IntStream.range(0, 1_000).mapToObj(i -> cluster("c-" + i, 1)).toList()));
    DeltaClient broken = rig.connect("broken");
    broken.subscribe(CLUSTERS);
    Judge judge =
        new Judge(Set.of()) {
          @Override
          boolean refuses(String name) {
            return true;
          }
        };

    judge.answerAll(broken);

    assertThat(judge.responses).isLessThan(40);
    assertThat(rig.observer.rejections).hasSize(1);
    assertThat(rig.observer.rejections.getFirst().resources()).hasSize(1_000);
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);
    assertThat(names(envoy.accept())).hasSize(1_000);
    assertThat(envoy.received()).isEmpty();
  }

  @Test
  void anEnvoyThatWasGivenUpIsTriedAgainOnceItAcceptsSomething() {
    List<VersionedResource> clusters =
        IntStream.range(0, 50).mapToObj(i -> cluster("c-" + i, 1)).toList();
    rig.publish(Snapshot.of(clusters));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(CLUSTERS);
    Judge judge =
        new Judge(Set.of()) {
          @Override
          boolean refuses(String name) {
            return !accepted.contains("heal") && !name.equals("heal");
          }
        };
    judge.answerAll(envoy);

    rig.publish(Snapshot.of(clusters).next().put(cluster("heal", 1)).build());
    judge.answerAll(envoy);

    assertThat(judge.accepted).hasSize(51);
    assertThat(rig.proxy("e1").inSync()).isTrue();
  }

  @Test
  void theClustersOfRoutesThatWereKeptStay() {
    Snapshot old =
        snapshot(
            cluster("used", 1), cluster("unused", 1), listener("l", 1, "r"), routes("r", "used"));
    rig.publish(old);
    DeltaClient envoy = connected("e1");
    envoy.subscribe(LISTENERS);
    envoy.subscribe(ROUTES, "r");
    envoy.acceptAll();

    Snapshot poisoned = snapshot(cluster("new", 1), listener("l", 1, "r"), routes("r", "new"));
    rig.publish(poisoned);
    envoy.accept();
    envoy.nack(envoy.only(), "no");
    rig.timer.pass(Rig.SETTINGS.removalGrace());

    assertThat(envoy.accept().getRemovedResourcesList())
        .as("the Envoy still sends requests to the other one")
        .containsExactly("unused");

    rig.publish(poisoned.next().put(cluster("newer", 1)).put(routes("r", "newer")).build());
    envoy.acceptAll();
    assertThat(envoy.received()).isEmpty();
    rig.timer.pass(Rig.SETTINGS.removalGrace());
    assertThat(envoy.only().getRemovedResourcesList()).containsExactly("used");
  }

  @Test
  void theClustersOfRoutesFromAnEarlierStreamStayToo() {
    rig.publish(snapshot(cluster("new", 1), listener("l", 1, "r"), routes("r", "new")));
    DeltaClient envoy = rig.connect("e1");
    envoy.resume(CLUSTERS, Map.of("used", "1", "new", cluster("new", 1).version()));
    envoy.resume(LISTENERS, Map.of("l", listener("l", 1, "r").version()));
    envoy.resume(ROUTES, Map.of("r", "1"), "r");
    envoy.nack(envoy.only(), "no");

    rig.timer.pass(Rig.SETTINGS.removalGrace());

    assertThat(envoy.received()).as("what the routes name is not known here").isEmpty();
  }

  @Test
  void whoWasRefusedTogetherWithOneThatIsNoLongerAskedForIsNotGuilty() {
    rig.publish(snapshot(routes("a", "x"), routes("bad", "x")));
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(ROUTES, "a", "bad");
    DeltaDiscoveryResponse both = envoy.only();
    envoy.unsubscribe(ROUTES, "bad");

    envoy.nack(both, "no");

    assertThat(names(envoy.accept())).containsExactly("a");
    assertThat(rig.observer.rejections).isEmpty();
  }

  @Test
  void aRefusedRemovalIsNotRepeated() {
    rig.publish(snapshot(listener("a", 1, "r")));
    DeltaClient envoy = connectedTo("e1", LISTENERS);
    rig.publish(Snapshot.EMPTY);
    DeltaDiscoveryResponse removal = envoy.only();
    assertThat(removal.getRemovedResourcesList()).containsExactly("a");

    envoy.nack(removal, "I like it");

    assertThat(envoy.received()).isEmpty();
    rig.publish(snapshot(listener("b", 1, "r")));
    assertThat(names(envoy.accept())).containsExactly("b");
    assertThat(envoy.received()).isEmpty();
  }

  @Test
  void refusedEmptyEndpointsAreNotRepeated() {
    rig.publish(Snapshot.EMPTY);
    DeltaClient envoy = rig.connect("e1");
    envoy.subscribe(ENDPOINTS, "a");

    envoy.nack(envoy.only(), "no");

    assertThat(envoy.received()).isEmpty();
    rig.publish(snapshot(endpoints("a", 80)));
    assertThat(names(envoy.accept())).containsExactly("a");
  }

  @Test
  void aPublicationWithARejectionCountsAsAnswered() {
    rig.publish(snapshot(cluster("a", 1)));
    DeltaClient envoy = connected("e1");
    rig.observer.events.clear();

    long second = rig.publish(snapshot(cluster("a", 2)));
    envoy.nack(envoy.only(), "no");

    assertThat(rig.observer.events).containsExactly("rejected e1 [a]", "acknowledged " + second);
  }

  private DeltaClient connected(String id) {
    return connectedTo(id, CLUSTERS);
  }

  private DeltaClient connectedTo(String id, String type) {
    DeltaClient envoy = rig.connect(id);
    envoy.subscribe(type);
    envoy.accept();
    return envoy;
  }

  /** Refuses responses that have a guilty resource, without saying which. */
  private static class Judge {

    final Set<String> accepted = new HashSet<>();
    int responses;
    private final Set<String> guilty;

    Judge(Set<String> guilty) {
      this.guilty = guilty;
    }

    boolean refuses(String name) {
      return guilty.contains(name);
    }

    void answerAll(DeltaClient envoy) {
      for (var received = envoy.received(); !received.isEmpty(); received = envoy.received()) {
        for (DeltaDiscoveryResponse response : received) {
          responses++;
          if (names(response).stream().anyMatch(this::refuses)) {
            envoy.nack(response, "something is wrong");
          } else {
            accepted.addAll(names(response));
            envoy.ack(response);
          }
        }
      }
    }
  }
}
