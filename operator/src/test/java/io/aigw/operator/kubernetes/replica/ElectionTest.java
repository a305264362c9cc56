package io.aigw.operator.kubernetes.replica;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.testing.Eventually;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ElectionTest {

  private static final String NAME = "leader";

  private static final Candidacy.Terms SHORT =
      new Candidacy.Terms(
          Duration.ofMillis(400),
          Duration.ofMillis(50),
          Duration.ofMillis(300),
          Duration.ofMillis(20));

  /** So that what happens does not happen because time has passed. */
  private static final Candidacy.Terms ENDLESS =
      new Candidacy.Terms(
          Duration.ofHours(1),
          Duration.ofMillis(50),
          Duration.ofMinutes(30),
          Duration.ofMillis(20));

  private final LeasesInMemory leases = new LeasesInMemory();
  private final List<String> events = Collections.synchronizedList(new ArrayList<>());
  private final List<Election> elections = new ArrayList<>();

  @AfterEach
  void end() {
    elections.forEach(Election::close);
  }

  @Test
  void theFirstLeadsAndTheSecondWhenItLetsGo() throws Exception {
    Election one = candidate("one", ENDLESS);
    happens("one leads");
    candidate("two", ENDLESS);

    one.close();

    happens("one leads", "one follows", "two leads");
    assertThat(holder()).isEqualTo("two");
    assertThat(lease().getSpec().getLeaseTransitions()).isEqualTo(2);
  }

  @Test
  void whoDoesNotRenewIsReplaced() throws Exception {
    leases.create(
        new LeaseBuilder()
            .withNewMetadata()
            .withName(NAME)
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity("killed")
            .endSpec()
            .build());
    candidate("two", SHORT);
    happens("two leads");
    assertThat(lease().getMetadata().getLabels()).containsEntry("label", "value");
  }

  @Test
  void whoCannotRenewCeasesToLeadAndLeadsAgain() throws Exception {
    candidate("one", SHORT);
    happens("one leads");

    leases.setAway(true);
    happens("one leads", "one follows");

    leases.setAway(false);
    happens("one leads", "one follows", "one leads");
  }

  @Test
  void whomAnotherReplacedCeasesToLead() throws Exception {
    candidate("one", ENDLESS);
    happens("one leads");
    Eventually.holds(
        () -> {
          leases.replace(
              new LeaseBuilder(lease()).editSpec().withHolderIdentity("other").endSpec().build());
          return true;
        });
    happens("one leads", "one follows");
    assertThat(holder()).isEqualTo("other");
  }

  private void happens(String... expected) throws InterruptedException {
    Eventually.holds(() -> events.equals(List.of(expected)));
  }

  private Election candidate(String identity, Candidacy.Terms terms) {
    Election election =
        new Election(
            leases,
            NAME,
            identity,
            Map.of("label", "value"),
            terms,
            leads -> events.add(identity + (leads ? " leads" : " follows")));
    leases.watch(election::watched);
    elections.add(election);
    return election;
  }

  private Lease lease() {
    return Objects.requireNonNull(leases.get(NAME));
  }

  private String holder() {
    return lease().getSpec().getHolderIdentity();
  }
}
