package io.aigw.operator.kubernetes;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.operator.kubernetes.event.Events;
import io.aigw.operator.kubernetes.event.Events.Severity;
import io.aigw.operator.kubernetes.replica.ReplicaSettings;
import io.aigw.operator.kubernetes.status.Provision;
import io.aigw.operator.refusal.Refusal;
import io.aigw.operator.refusal.RefusalListener;
import io.aigw.resource.ResourceSet;
import io.aigw.status.Condition;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/** What is worth an event. Told by the leader alone, so that it is told once. */
final class Telling implements RefusalListener {

  private final Events events;
  private final Supplier<ResourceSet> objects;
  private volatile boolean leading;

  Telling(Events events, Supplier<ResourceSet> objects) {
    this.events = events;
    this.objects = objects;
  }

  void lead(boolean isLeading) {
    leading = isLeading;
  }

  /** This replica leads from now on. */
  void elected(ReplicaSettings who) {
    ObjectReference lease =
        new ObjectReferenceBuilder()
            .withApiVersion("coordination.k8s.io/v1")
            .withKind("Lease")
            .withNamespace(who.namespace())
            .withName(who.lease())
            .build();
    events.tell(lease, Severity.NORMAL, "LeaderElection", who.name() + " leads");
  }

  @Override
  public void changed(ObjectKey object, List<Refusal> before, List<Refusal> after) {
    Set<String> known = new HashSet<>();
    before.forEach(refusal -> known.add(refusal.resource() + refusal.message()));
    after.stream()
        .filter(refusal -> !known.contains(refusal.resource() + refusal.message()))
        .forEach(refusal -> tell(object, Severity.WARNING, "RefusedByEnvoy", refusal.text()));
    if (after.isEmpty()) {
      tell(object, Severity.NORMAL, "TakenByEnvoy", "Envoy refuses nothing of this any more");
    }
  }

  /** What there is to run a Gateway's Envoys is something else than before. */
  void provided(ObjectKey gateway, Provision provision) {
    if (provision instanceof Provision.Known known) {
      known.accepted().ifPresent(condition -> tell(gateway, condition));
      known
          .obstacle()
          // that Pods start is no event: that they cannot is
          .filter(
              condition ->
                  !condition.reason().equals("Pending") || condition.message().contains(": "))
          .ifPresent(condition -> tell(gateway, condition));
    }
  }

  private void tell(ObjectKey gateway, Condition condition) {
    tell(gateway, Severity.WARNING, condition.reason(), condition.message());
  }

  private void tell(ObjectKey object, Severity severity, String reason, String message) {
    ApiObject known = leading ? objects.get().of(object.kind()).get(object) : null;
    if (known != null) {
      events.tell(reference(object.kind(), known), severity, reason, message);
    }
  }

  private static ObjectReference reference(Kind kind, ApiObject object) {
    return new ObjectReferenceBuilder()
        .withApiVersion(kind.group() + "/" + kind.versions().getFirst())
        .withKind(kind.kindName())
        .withNamespace(object.metadata().namespace())
        .withName(object.metadata().name())
        .withUid(object.metadata().uid())
        .build();
  }
}
