package io.aigw.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.report.StatusReport.Reading;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class StatusReportTest {

  private static final GenericKubernetesResource GATEWAY =
      object(
          """
          kind: Gateway
          metadata: {namespace: team, name: llm}
          status:
            addresses: [{type: IPAddress, value: 10.0.0.7}]
            conditions:
            - {type: Accepted, status: "True", reason: Accepted, message: ""}
            - {type: Programmed, status: "True", reason: Programmed, message: ""}
            listeners:
            - {name: http, attachedRoutes: 2, conditions: []}
            - {name: more, attachedRoutes: 1}
          """);

  private static final GenericKubernetesResource NEW_GATEWAY =
      object(
          """
          kind: Gateway
          metadata: {namespace: a, name: new}
          """);

  private static final GenericKubernetesResource ROUTE =
      object(
          """
          kind: AIGatewayRoute
          metadata: {namespace: team, name: chat}
          status:
            conditions:
            - {type: ResolvedRefs, status: "False", reason: BackendNotFound, message: b does not exist; create it}
            parents:
            - conditions:
              - {type: Accepted, status: "True", reason: Accepted, message: ""}
              - {type: ResolvedRefs, status: "False", reason: BackendNotFound, message: b does not exist; create it}
          """);

  @Test
  void showsGatewaysAndSaysWhatIsWrongOnce() {
    assertThat(
            StatusReport.of(
                new Reading(
                    List.of(GATEWAY, NEW_GATEWAY),
                    List.of(ROUTE),
                    gateway -> OptionalInt.of(gateway.equals("team/llm") ? 2 : 0))))
        .isEqualTo(
            """
            GATEWAY   ADDRESS   PROGRAMMED  ENVOYS  ROUTES
            a/new     -         Unknown     0       0
            team/llm  10.0.0.7  True        2       3

            What is wrong:
              AIGatewayRoute team/chat: BackendNotFound: b does not exist; create it
            """);
  }

  @Test
  void saysWhereNothingIsWrongAndWhatItMayNotKnow() {
    assertThat(
            StatusReport.of(
                new Reading(List.of(GATEWAY), List.of(), gateway -> OptionalInt.empty())))
        .contains("team/llm  10.0.0.7  True        ?       3")
        .endsWith("\nNothing is wrong.\n");
  }

  @Test
  void saysThatThereIsNoGateway() {
    assertThat(StatusReport.of(new Reading(List.of(), List.of(), gateway -> OptionalInt.of(0))))
        .startsWith("There is no Gateway of ours: apply one");
  }

  private static GenericKubernetesResource object(String yaml) {
    return Serialization.unmarshal(yaml, GenericKubernetesResource.class);
  }
}
