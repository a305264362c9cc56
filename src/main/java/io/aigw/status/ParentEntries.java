package io.aigw.status;

import static io.aigw.status.Trees.number;
import static io.aigw.status.Trees.object;
import static io.aigw.status.Trees.text;

import io.aigw.api.Kind;
import io.aigw.status.Verdict.Ref;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/** How the entries of a shared list name their parent, and which of them are ours. */
final class ParentEntries {

  private final StatusShape shape;
  private final String refField;
  private final String controllerName;
  private final Predicate<Ref> ownGateway;

  ParentEntries(StatusShape shape, String controllerName, Predicate<Ref> ownGateway) {
    this.shape = shape;
    this.refField = shape == StatusShape.ANCESTORS ? "ancestorRef" : "parentRef";
    this.controllerName = controllerName;
    this.ownGateway = ownGateway;
  }

  /** How many entries the API takes. */
  int limit() {
    return shape == StatusShape.ANCESTORS ? 16 : 32;
  }

  boolean isOwn(Map<String, Object> entry) {
    return shape == StatusShape.POOL_PARENTS
        ? ownGateway.test(ref(entry))
        : controllerName.equals(entry.get("controllerName"));
  }

  /** Whether the inference extension put it there because no controller had a say yet. */
  boolean isPlaceholder(Map<String, Object> entry) {
    return shape == StatusShape.POOL_PARENTS && ref(entry).kind().equals("Status");
  }

  /** Whether both are ours and name the same parent. */
  boolean same(Map<String, Object> one, Map<String, Object> other) {
    return isOwn(one) && isOwn(other) && ref(one).equals(ref(other));
  }

  private Ref ref(Map<String, Object> entry) {
    Map<String, Object> ref = object(entry.get(refField));
    return new Ref(
        text(ref, "group", Kind.GATEWAY.group()),
        text(ref, "kind", Kind.GATEWAY.kindName()),
        text(ref, "namespace", ""),
        text(ref, "name", ""),
        text(ref, "sectionName", ""),
        number(ref, "port"));
  }

  /** A new entry, as yet without conditions. */
  Map<String, Object> entry(Ref ref) {
    Map<String, Object> reference = new LinkedHashMap<>();
    if (shape == StatusShape.POOL_PARENTS) { // an ObjectReference: no group
      reference.put("apiVersion", ref.group() + "/" + Kind.GATEWAY.versions().getFirst());
    } else {
      reference.put("group", ref.group());
    }
    reference.put("kind", ref.kind());
    if (!ref.namespace().isEmpty()) {
      reference.put("namespace", ref.namespace());
    }
    reference.put("name", ref.name());
    if (!ref.sectionName().isEmpty()) {
      reference.put("sectionName", ref.sectionName());
    }
    if (ref.port() != 0) {
      reference.put("port", ref.port());
    }
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put(refField, reference);
    if (shape != StatusShape.POOL_PARENTS) {
      entry.put("controllerName", controllerName);
    }
    return entry;
  }
}
