package io.aigw.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.pick.Policies;
import io.aigw.pick.Pool;
import io.aigw.pick.Question;
import io.aigw.pick.Signals;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PoolReportTest {

  private static final long NOW = 5_000_000_000L;
  private static final long HEARD = NOW - 20_000_000;

  @Test
  void showsEndpointsAndWhyTheyWereChosen() {
    Pool pool =
        new Pool(
            "pool/default/p",
            Policies.DECISION_TREE,
            Policies.named(Policies.DECISION_TREE).orElseThrow());
    pool.set(List.of("10.0.0.1:8000", "10.0.0.2:8000", "10.0.0.3:8000"));
    pool.endpoints().get(0).said(new Signals(7, 3, 0.85, 4, Set.of("b", "a"), HEARD));
    pool.endpoints().get(1).said(new Signals(0, 3, 0.1, 0, Set.of(), HEARD));
    pool.pick(new Question("a", false, Optional.empty()), new Random(1));
    pool.pick(new Question("z", true, Optional.empty()), new Random(1));

    assertThat(PoolReport.of(Stream.of(pool), NOW))
        .isEqualTo(
            """
            pool/default/p, decision-tree
              ENDPOINT       WAITING  RUNNING  CACHE  ADAPTERS   HEARD                   IN FLIGHT  ANSWERED  FAILED  FIRST BYTE
              10.0.0.1:8000  7        3        85 %   a,b of 4   20 ms ago               1          0         0       -
              10.0.0.2:8000  0        3        10 %   none of 0  20 ms ago               1          0         0       -
              10.0.0.3:8000  -        -        -      -          never, or not for long  0          0         0       -
              LAST CHOICES   MODEL            WHY (HOW MANY WERE LEFT)
              10.0.0.2:8000  z (may be shed)  of 2, with room 1, least waiting 1, adapter 1, least cache use 1
              10.0.0.1:8000  a                of 2, with room for adapters 2, adapter 1, least waiting 1, least cache use 1
            """);
  }

  @Test
  void aClientsModelCannotSteerATerminal() {
    Pool pool =
        new Pool("pool/a/p", Policies.RANDOM, Policies.named(Policies.RANDOM).orElseThrow());
    pool.set(List.of("10.0.0.1:8000"));
    pool.pick(new Question("\u001b[31m\nx".repeat(40), false, Optional.empty()), new Random(1));

    assertThat(PoolReport.of(Stream.of(pool), NOW))
        .contains("?[31m?x?[31m?x")
        .contains("...  by chance")
        .doesNotContain("\u001b");
  }

  @Test
  void saysWhatIsNotKnown() {
    Pool unknown =
        new Pool("pool/a/u", Policies.RANDOM, Policies.named(Policies.RANDOM).orElseThrow());

    assertThat(PoolReport.of(Stream.of(), NOW)).contains("no pool was asked about");
    assertThat(PoolReport.of(Stream.of(unknown), NOW))
        .isEqualTo("pool/a/u, random, not known yet\n  no endpoint\n");
  }
}
