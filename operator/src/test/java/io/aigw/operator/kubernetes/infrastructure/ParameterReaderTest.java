package io.aigw.operator.kubernetes.infrastructure;

import static org.assertj.core.api.Assertions.assertThat;

import io.aigw.operator.kubernetes.infrastructure.Parameters.Autoscaling;
import io.aigw.operator.kubernetes.infrastructure.Parameters.ServiceType;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParameterReaderTest {

  @Test
  void nothingSaidIsAsByDefault() {
    assertThat(ParameterReader.read(Map.of()))
        .isEqualTo(new ParameterReader.Result(Parameters.DEFAULTS, List.of()));
  }

  @Test
  void whatIsSaidCounts() {
    ParameterReader.Result read =
        ParameterReader.read(
            Map.of(
                "replicas", " 3\n",
                "serviceType", "NodePort",
                "hpaMinReplicas", "2",
                "hpaMaxReplicas", "5",
                "resources", "limits: {memory: 1Gi}"));
    assertThat(read.problems()).isEmpty();
    Parameters parameters = read.parameters();
    assertThat(parameters.replicas()).isEqualTo(3);
    assertThat(parameters.service().type()).isEqualTo(ServiceType.NODE_PORT);
    assertThat(parameters.autoscaling()).contains(new Autoscaling(2, 5, 80));
    assertThat(parameters.redundant()).isTrue();
    assertThat(parameters.limits()).isEqualTo(Map.of("memory", "1Gi"));
    assertThat(parameters.requests()).as("the API server makes them of the limits").isEmpty();
  }

  @Test
  void aDaemonSetIsNotScaled() {
    assertThat(
            ParameterReader.read(Map.of("workload", "DaemonSet", "hpaMaxReplicas", "3")).problems())
        .containsExactly("hpaMaxReplicas: a DaemonSet has one Envoy on each node");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replica            | 3                     | replica: no such parameter",
        "workload           | StatefulSet           | workload: must be one of Deployment, DaemonSet",
        "replicas           | 0                     | replicas: must be a whole number from 1 to 1,000",
        "replicas           | many                  | replicas: must be a whole number from 1 to 1,000",
        "serviceType        | ExternalName          | serviceType: must be one of LoadBalancer, NodePort, ClusterIP",
        "serviceAnnotations | a: {b: c}             | serviceAnnotations: a has no simple value",
        "serviceAnnotations | - a                   | serviceAnnotations: must be a map in YAML",
        "resources          | {requests: {cpu: x}}  | resources: 'x' is no amount of cpu",
        "resources          | {request: {cpu: 1}}   | resources: request is neither a map of requests nor of limits",
        "resources          | {requests: [          | resources: must be a map in YAML",
        "envoyImage         | two words             | envoyImage: must be a name",
        "hpaTargetCpuPercent| 70                    | hpaTargetCpuPercent: without effect as long as there is no hpaMaxReplicas",
        "drainSeconds       | -1                    | drainSeconds: must be a whole number from 0 to 86,400",
      })
  void whatDoesNotFitIsNamed(String key, String value, String problem) {
    assertThat(ParameterReader.read(Map.of(key, value)).problems()).containsExactly(problem);
  }

  @Test
  void fewerAtMostThanAtLeastIsNamed() {
    assertThat(ParameterReader.read(Map.of("replicas", "3", "hpaMaxReplicas", "2")).problems())
        .containsExactly("hpaMaxReplicas: less than the smallest number, 3");
  }
}
