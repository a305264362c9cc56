package io.aigw.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ClusterChoiceTest {

  @Test
  void withoutAWordTheMachineDecides() {
    assertThat(ClusterChoice.of(null, () -> true)).isEqualTo(ClusterChoice.K3S);
    assertThat(ClusterChoice.of(null, () -> false)).isEqualTo(ClusterChoice.RIG);
    assertThat(ClusterChoice.of("", () -> false)).isEqualTo(ClusterChoice.RIG);
  }

  @Test
  void whoAsksGetsWhatHeAskedForAndDockerIsNotLookedAt() {
    assertThat(ClusterChoice.of("rig", ClusterChoiceTest::unexpected)).isEqualTo(ClusterChoice.RIG);
    assertThat(ClusterChoice.of("k3s", ClusterChoiceTest::unexpected)).isEqualTo(ClusterChoice.K3S);
  }

  @Test
  void anUnknownNameIsRefused() {
    assertThatThrownBy(() -> ClusterChoice.of("kind", () -> true))
        .hasMessage("AIGW_E2E_CLUSTER is rig or k3s, not 'kind'");
  }

  private static boolean unexpected() {
    throw new AssertionError("nobody had to look for a Docker engine");
  }
}
