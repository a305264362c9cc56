package io.aigw.operator.kubernetes.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.kubernetes.status.ProgrammedState.Outcome;
import io.aigw.operator.kubernetes.status.Provision.GatewayAddress;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GatewayVerdictTest {

  private static final Condition ACCEPTED = Condition.isTrue("Accepted", "Accepted", "");
  private static final Map<String, Object> SAID =
      Map.of("conditions", List.of(Map.of("type", "Programmed", "status", "True")));
  private static final Map<String, Object> DEFAULT =
      Map.of("conditions", List.of(Map.of("type", "Programmed", "status", "Unknown")));

  @Test
  void whatEveryEnvoyTookIsProgrammed() {
    GatewayVerdict judged = judge(ACCEPTED, new Outcome.Programmed(), Map.of());

    assertThat(programmed(judged)).isEqualTo(Condition.isTrue("Programmed", "Programmed", ""));
    assertThat(programmed(judged, "ok")).isEqualTo(programmed(judged));
    assertThat(judged.unsettled()).isEmpty();
  }

  @Test
  void aListenerThatIsNotServedIsNotProgrammed() {
    GatewayVerdict judged = judge(ACCEPTED, new Outcome.Programmed(), Map.of());

    assertThat(programmed(judged, "refused").reason()).isEqualTo("Invalid");
    assertThat(programmed(judged, "conflicted").reason()).isEqualTo("Invalid");
    assertThat(programmed(judged, "conflicted").state()).isEqualTo(Condition.State.FALSE);
  }

  @Test
  void aGatewayThatIsNotAcceptedIsNotProgrammed() {
    Condition refused = Condition.isFalse("Accepted", "ListenersNotValid", "");

    Condition programmed = programmed(judge(refused, new Outcome.Programmed(), SAID));

    assertThat(programmed.state()).isEqualTo(Condition.State.FALSE);
    assertThat(programmed.reason()).isEqualTo("Invalid");
  }

  @Test
  void withoutEnvoysItIsPending() {
    assertThat(programmed(judge(ACCEPTED, new Outcome.Waiting("none"), SAID)))
        .isEqualTo(Condition.isFalse("Programmed", "Pending", "none"));
  }

  @Test
  void whatAnEnvoyRefusesIsInvalid() {
    assertThat(programmed(judge(ACCEPTED, new Outcome.Rejected("bad"), SAID)))
        .isEqualTo(Condition.isFalse("Programmed", "Invalid", "bad"));
  }

  @Test
  void anOpenAnswerLeavesWhatWasSaid() {
    GatewayVerdict judged = judge(ACCEPTED, new Outcome.Unsettled(), SAID);

    assertThat(judged.unsettled()).containsExactly("Programmed");
    assertThat(judged.verdict().conditions()).containsExactly(ACCEPTED);
  }

  @Test
  void anOpenAnswerWhereNothingWasSaidIsPending() {
    for (Map<String, Object> status : List.of(Map.<String, Object>of(), DEFAULT)) {
      GatewayVerdict judged = judge(ACCEPTED, new Outcome.Unsettled(), status);

      assertThat(judged.unsettled()).isEmpty();
      assertThat(programmed(judged).reason()).isEqualTo("Pending");
      assertThat(programmed(judged).state()).isEqualTo(Condition.State.FALSE);
    }
  }

  @Test
  void whatIsInTheWayOfItsEnvoysComesBeforeWhatTheySay() {
    Condition obstacle = Condition.isFalse("Programmed", "AddressNotAssigned", "none yet");
    Provision hindered = new Provision.Known(List.of(), Optional.empty(), Optional.of(obstacle));

    assertThat(programmed(judge(new Outcome.Programmed(), hindered, SAID))).isEqualTo(obstacle);
    assertThat(programmed(judge(new Outcome.Unsettled(), hindered, SAID))).isEqualTo(obstacle);
    assertThat(programmed(judge(new Outcome.Rejected("bad"), hindered, SAID)).reason())
        .isEqualTo("Invalid");
  }

  @Test
  void addressesAreToldWhereTheyAreKnown() {
    Map<String, Object> address = Map.of("type", "IPAddress", "value", "192.0.2.1");
    Provision known =
        new Provision.Known(
            List.of(GatewayAddress.ip("192.0.2.1")), Optional.empty(), Optional.empty());
    Map<String, Object> status = Map.of("addresses", List.of(address));

    assertThat(judge(new Outcome.Programmed(), known, Map.of()).addresses())
        .contains(List.of(address));
    assertThat(judge(new Outcome.Programmed(), new Provision.Unsettled(), status).addresses())
        .as("as long as nothing is known, what was said stays")
        .contains(List.of(address));
    assertThat(judge(new Outcome.Programmed(), new Provision.Elsewhere(), status).addresses())
        .isEmpty();
  }

  @Test
  void whatRunsTheEnvoysMayRefuseAGatewayThatTheCompilerTakes() {
    Condition refused = Condition.isFalse("Accepted", "InvalidParameters", "x: no such parameter");
    Provision provision = new Provision.Known(List.of(), Optional.of(refused), Optional.empty());

    GatewayVerdict judged = judge(new Outcome.Programmed(), provision, Map.of());

    assertThat(judged.verdict().conditions()).contains(refused).doesNotContain(ACCEPTED);
    assertThat(programmed(judged).state())
        .as("what there is serves on")
        .isEqualTo(Condition.State.TRUE);
  }

  private static GatewayVerdict judge(
      Outcome outcome, Provision provision, Map<String, Object> status) {
    return judge(ACCEPTED, outcome, provision, status);
  }

  private static GatewayVerdict judge(
      Condition accepted, Outcome outcome, Map<String, Object> status) {
    return judge(accepted, outcome, new Provision.Elsewhere(), status);
  }

  private static GatewayVerdict judge(
      Condition accepted, Outcome outcome, Provision provision, Map<String, Object> status) {
    Verdict compiled =
        new Verdict(
            new ObjectKey(Kind.GATEWAY, "ns", "gw"),
            1,
            List.of(accepted),
            List.of(),
            List.of(
                listener("ok", true, ACCEPTED, Condition.isFalse("Conflicted", "NoConflicts", "")),
                listener(
                    "refused", false, Condition.isFalse("Accepted", "UnsupportedProtocol", "")),
                listener(
                    "conflicted",
                    false,
                    ACCEPTED,
                    Condition.isTrue("Conflicted", "HostnameConflict", ""))));
    return GatewayVerdict.of(compiled, outcome, provision, status);
  }

  private static Verdict.Listener listener(String name, boolean served, Condition... conditions) {
    return new Verdict.Listener(name, served, 0, List.of(), List.of(conditions));
  }

  private static Condition programmed(GatewayVerdict judged) {
    return programmed(judged.verdict().conditions());
  }

  private static Condition programmed(GatewayVerdict judged, String listener) {
    return programmed(
        judged.verdict().listeners().stream()
            .filter(l -> l.name().equals(listener))
            .findFirst()
            .orElseThrow()
            .conditions());
  }

  private static Condition programmed(List<Condition> conditions) {
    return conditions.stream()
        .filter(condition -> condition.type().equals("Programmed"))
        .findFirst()
        .orElseThrow();
  }
}
