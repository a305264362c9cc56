package io.aigw.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.pick.Policies;
import io.aigw.pick.Policy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a pool's annotation may say, and who does it, are told apart by a wall. */
class PickingPolicyTest {

  @ParameterizedTest
  @EnumSource
  void thePickerKnowsItByTheSameName(PickingPolicy policy) {
    assertThat(Policies.named(policy.written()).map(Policy::needsSignals))
        .contains(policy.needsSignals());
  }
}
