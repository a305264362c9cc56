package io.aigw.operator.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.command.RehearseControllerCommand;
import org.junit.jupiter.api.Test;

class RehearsalTest {

  @Test
  void aControllerBecomesReadyAndJudgesEveryObject() throws Exception {
    assertThat(new RehearseControllerCommand().call()).isZero();
  }
}
