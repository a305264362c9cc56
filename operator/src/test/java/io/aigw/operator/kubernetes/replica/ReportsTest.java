package io.aigw.operator.kubernetes.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.kubernetes.replica.Report.Envoys;
import io.aigw.operator.testing.Eventually;
import io.aigw.xds.server.Rejection;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReportsTest {

  private static final Report SOMETHING =
      new Report(
          new TreeMap<>(Map.of("ns/gw", new Envoys(2, 7))),
          List.of(
              new Rejection("ns/gw", "envoy-1", "type", List.of("scope"), "no such \"thing\"")));

  private final LeasesInMemory leases = new LeasesInMemory();
  private final Map<String, Report> heardByB = new ConcurrentHashMap<>();
  private final List<Reports> all = new ArrayList<>();
  private volatile Report told = SOMETHING;

  private final Reports a = reports("a", new ConcurrentHashMap<>());
  private final Reports b = reports("b", heardByB);

  @AfterEach
  void end() {
    all.forEach(Reports::close);
  }

  @Test
  void whatOneTellsTheOtherHears() throws Exception {
    isHeard(SOMETHING);

    told = Report.EMPTY;
    a.changed();
    isHeard(Report.EMPTY);
  }

  @Test
  void whoEndsHasNoEnvoysAnyMore() throws Exception {
    isHeard(SOMETHING);
    a.close();
    assertThat(heardByB).containsEntry("leader-a", Report.EMPTY);
  }

  @Test
  void whoseLeaseIsGoneHasNoEnvoysAnyMore() throws Exception {
    isHeard(SOMETHING);
    b.watched(lease("leader-a"), true);
    assertThat(heardByB).containsEntry("leader-a", Report.EMPTY);
  }

  @Test
  void aReplicaWritesOverWhatItsEarlierRunLeftAndItGoesWithThePod() throws Exception {
    isHeard(SOMETHING);
    Report other = new Report(new TreeMap<>(Map.of("ns/gw", new Envoys(1, 1))), List.of());
    told = other;
    reports("a", new ConcurrentHashMap<>());

    isHeard(other);
    assertThat(lease("leader-a").getMetadata().getOwnerReferences())
        .singleElement()
        .satisfies(
            owner -> {
              assertThat(owner.getKind()).isEqualTo("Pod");
              assertThat(owner.getName()).isEqualTo("a");
              assertThat(owner.getUid()).isEqualTo("uid-a");
            });
  }

  @Test
  void aReportFitsIntoAnAnnotationHoweverMuchIsRefused() {
    List<Rejection> many = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      many.add(new Rejection("ns/gw", "envoy", "type", List.of("r" + i), "m".repeat(5_000)));
    }
    String text = ReportText.of(new Report(new TreeMap<>(), many));
    assertThat(text).hasSizeLessThan(100_000);
    assertThat(ReportText.parse(text).refused()).hasSize(100);
  }

  @Test
  void whatCannotBeReadSaysNothing() {
    assertThat(ReportText.parse("{")).isEqualTo(Report.EMPTY);
    assertThat(ReportText.parse("{\"gateways\":{},\"refused\":[],\"more\":1}"))
        .isEqualTo(Report.EMPTY);
  }

  private void isHeard(Report expected) throws InterruptedException {
    Eventually.holds(() -> expected.equals(heardByB.get("leader-a")));
  }

  private Reports reports(String name, Map<String, Report> heard) {
    Reports reports =
        new Reports(
            leases,
            new ReplicaSettings("ns", "leader", name, Optional.of("uid-" + name)),
            Map.of(),
            () -> name.equals("a") ? told : Report.EMPTY,
            heard::put);
    leases.watch(lease -> reports.watched(lease, false));
    all.add(reports);
    return reports;
  }

  private Lease lease(String name) {
    return Objects.requireNonNull(leases.get(name));
  }
}
