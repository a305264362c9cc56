package io.aigw.operator.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.kubernetes.status.ProgrammedState.Outcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvoyAnswersTest {

  private static final String GROUP = "ns/gw";
  private static final ObjectKey GATEWAY = new ObjectKey(Kind.GATEWAY, "ns", "gw");

  private final List<ObjectKey> told = new ArrayList<>();
  private final EnvoyAnswers answers = new EnvoyAnswers(told::add);

  @Test
  void isProgrammedWhenTheNewestIsAcknowledged() {
    answers.published(GROUP, 3);
    answers.connected(GROUP, "a");
    assertThat(outcome()).isEqualTo(new Outcome.Unsettled());

    answers.acknowledged(GROUP, 3);

    assertThat(outcome()).isEqualTo(new Outcome.Programmed());
    assertThat(told).containsExactly(GATEWAY);
  }

  @Test
  void somethingNewNeedsANewAnswer() {
    programmed();
    answers.published(GROUP, 4);
    assertThat(outcome()).isEqualTo(new Outcome.Unsettled());

    answers.acknowledged(GROUP, 4);
    assertThat(outcome()).isEqualTo(new Outcome.Programmed());
  }

  @Test
  void anEnvoyThatJoinsOrLeavesTakesNothingBack() {
    programmed();
    answers.expectEnvoys();
    told.clear();

    answers.connected(GROUP, "b");
    answers.disconnected(GROUP, "a");
    answers.disconnected(GROUP, "b");

    assertThat(outcome()).isEqualTo(new Outcome.Programmed());
    assertThat(told).isEmpty();
  }

  @Test
  void waitsForAnEnvoyOnlyWhenOneIsExpected() {
    answers.published(GROUP, 1);
    assertThat(outcome()).isEqualTo(new Outcome.Unsettled());

    answers.expectEnvoys();
    assertThat(outcome()).isInstanceOf(Outcome.Waiting.class);
    assertThat(told).containsExactly(GATEWAY);

    answers.connected(GROUP, "a");
    assertThat(outcome()).isEqualTo(new Outcome.Unsettled());
  }

  @Test
  void aGatewayThatComesBackStartsAnew() {
    programmed();
    answers.retired(GROUP);
    answers.published(GROUP, 9);

    assertThat(outcome()).isEqualTo(new Outcome.Unsettled());
  }

  @Test
  void anAnswerMayComeBeforeTheWordOnWhatWasPublished() {
    answers.connected(GROUP, "a");
    answers.acknowledged(GROUP, 3);
    answers.published(GROUP, 3);

    assertThat(outcome()).isEqualTo(new Outcome.Programmed());
  }

  private void programmed() {
    answers.published(GROUP, 3);
    answers.connected(GROUP, "a");
    answers.acknowledged(GROUP, 3);
  }

  private Outcome outcome() {
    return answers.of(GATEWAY);
  }
}
