package io.aigw.operator.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.WatchEvent;
import org.junit.jupiter.api.Test;

class WatchedObjectTest {

  @Test
  void readsAnObjectOfAKnownKindAsItIs() {
    WatchEvent event =
        read(
            """
            {"type": "ADDED", "object": {"apiVersion": "gateway.networking.k8s.io/v1", "kind": "Gateway",
              "metadata": {"name": "a"}, "spec": {"listeners": [], "fieldOfANewerVersion": {"deep": [1]}}}}
            """);

    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            GenericKubernetesResource.class,
            gateway -> {
              assertThat(gateway.getMetadata().getName()).isEqualTo("a");
              assertThat(gateway.<Object>get("spec", "listeners")).isNotNull();
              assertThat(gateway.<Object>get("spec", "fieldOfANewerVersion", "deep", 0))
                  .isEqualTo(1);
            });
  }

  /** The client starts a new list when it sees the code 410; it looks for it in this class. */
  @Test
  void readsAnErrorAsAStatus() {
    WatchEvent event =
        read(
            """
            {"type": "ERROR", "object": {"apiVersion": "v1", "kind": "Status", "metadata": {},
              "status": "Failure", "reason": "Expired", "code": 410}}
            """);

    assertThat(event.getObject())
        .isInstanceOfSatisfying(
            Status.class, status -> assertThat(status.getCode()).isEqualTo(410));
  }

  private static WatchEvent read(String json) {
    return WatchedObject.serialization().unmarshal(json, WatchEvent.class);
  }
}
