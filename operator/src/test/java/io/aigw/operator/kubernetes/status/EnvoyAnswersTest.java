package io.aigw.operator.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.compile.Compilation;
import io.aigw.operator.kubernetes.replica.Report.Envoys;
import io.aigw.operator.kubernetes.status.ProgrammedState.Outcome;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

  @Test
  void isProgrammedWhenTheEnvoysOfOtherReplicasHaveAnsweredToo() {
    answers.elsewhere("other", Map.of(GROUP, new Envoys(1, 1)));
    programmed();
    compiled(2);
    assertThat(outcome()).isEqualTo(new Outcome.Unsettled());

    told.clear();
    answers.elsewhere("other", Map.of(GROUP, new Envoys(1, 2)));
    assertThat(outcome()).isEqualTo(new Outcome.Programmed());
    assertThat(told).contains(GATEWAY);
  }

  @Test
  void isProgrammedByTheEnvoysOfOtherReplicasAlone() {
    answers.published(GROUP, 3);
    compiled(2);
    answers.expectEnvoys();
    assertThat(outcome()).isInstanceOf(Outcome.Waiting.class);

    answers.elsewhere("other", Map.of(GROUP, new Envoys(1, 2)));
    assertThat(outcome()).isEqualTo(new Outcome.Programmed());

    answers.elsewhere("other", Map.of());
    assertThat(outcome()).isInstanceOf(Outcome.Waiting.class);
  }

  @Test
  void tellsOthersTheGenerationThatAllEnvoysHereHaveAnswered() {
    answers.published(GROUP, 3);
    compiled(1);
    assertThat(answers.here()).isEmpty();

    answers.connected(GROUP, "a");
    assertThat(answers.here()).containsEntry(GROUP, new Envoys(1, 0));
    answers.acknowledged(GROUP, 3);
    assertThat(answers.here()).containsEntry(GROUP, new Envoys(1, 1));

    answers.published(GROUP, 5);
    compiled(2);
    assertThat(answers.here()).containsEntry(GROUP, new Envoys(1, 1));
    answers.acknowledged(GROUP, 5);
    assertThat(answers.here()).containsEntry(GROUP, new Envoys(1, 2));

    compiled(3);
    assertThat(answers.here())
        .as("which changes nothing for Envoys")
        .containsEntry(GROUP, new Envoys(1, 3));
  }

  private void compiled(long generation) {
    answers.compiled(
        null,
        new Compilation(
            OrderedMap.empty(),
            OrderedMap.<ObjectKey, Verdict>empty()
                .with(GATEWAY, Verdict.of(GATEWAY, generation, List.of())),
            OrderedMap.empty()));
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
