package io.aigw.status;

import static io.aigw.status.Trees.find;
import static io.aigw.status.Trees.objects;
import static io.aigw.status.Trees.same;

import io.aigw.status.Verdict.Ref;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Merges a verdict into the status that an object has. What others wrote stays: conditions of other
 * types, fields that are not ours, list entries of other controllers. What is ours and no longer in
 * the verdict goes. A condition's {@code lastTransitionTime} moves only when its {@code status}
 * does, and what is there keeps its place, so that an equal verdict gives an equal status.
 *
 * <p>A status is in its generic form: maps, lists, scalars. Threadsafe.
 */
public final class StatusMerger {

  /** The types of an object's own conditions that this gateway writes. */
  private static final Set<String> OWN_TYPES =
      Set.of("Accepted", "ResolvedRefs", "PartiallyInvalid", "Programmed");

  private static final String CONDITIONS = "conditions";

  /** The API's limit; for a longer message the server would refuse the whole status. */
  private static final int MAX_MESSAGE = 32768;

  private final String controllerName;
  private final Predicate<Ref> ownGateway;

  /**
   * @param controllerName which entries are ours in the lists that several controllers share
   * @param ownGateway whether a Gateway is ours, for the list whose entries name no controller
   */
  public StatusMerger(String controllerName, Predicate<Ref> ownGateway) {
    this.controllerName = controllerName;
    this.ownGateway = ownGateway;
  }

  /**
   * What came of a merge.
   *
   * @param status the whole new status
   * @param own the part of it that is ours, for server-side apply
   * @param changed whether the object has another status than this
   */
  public record Merged(Map<String, Object> status, Map<String, Object> own, boolean changed) {

    /** The same with a list that is all ours; an empty one is not written where there was none. */
    public Merged with(String field, List<Map<String, Object>> list) {
      Map<String, Object> newStatus = new LinkedHashMap<>(status);
      Map<String, Object> newOwn = new LinkedHashMap<>(own);
      put(field, list, newStatus);
      put(field, list, newOwn);
      boolean same = Objects.equals(newStatus.get(field), status.get(field));
      return new Merged(newStatus, newOwn, changed || !same);
    }
  }

  /**
   * Merges.
   *
   * @param existing the object's status; empty where it has none
   * @param unsettled types of conditions, not in the verdict, on which there is no word yet: those
   *     that are there stay as they are
   * @param now the time of a transition
   */
  public Merged merge(
      Verdict verdict, Map<String, Object> existing, Set<String> unsettled, Instant now) {
    Stamp stamp = new Stamp(verdict.generation(), unsettled, now);
    StatusShape shape = StatusShape.of(verdict.object().kind());
    Map<String, Object> status = new LinkedHashMap<>(existing);
    Map<String, Object> own = new LinkedHashMap<>();
    mergeConditions(verdict.conditions(), stamp, status, own);
    switch (shape) {
      case CONDITIONS, NONE -> {}
      case LISTENERS -> mergeListeners(verdict.listeners(), stamp, status, own);
      case PARENTS, POOL_PARENTS, ANCESTORS ->
          mergeParents(shape, verdict.parents(), stamp, status, own);
    }
    return new Merged(status, own, !same(status, existing));
  }

  private static void mergeConditions(
      List<Condition> verdict, Stamp stamp, Map<String, Object> status, Map<String, Object> own) {
    List<Map<String, Object>> present = objects(status.get(CONDITIONS));
    List<Map<String, Object>> ours = stamp.conditions(verdict, present);
    put(
        CONDITIONS,
        replace(
            present,
            ours,
            sameField("type"),
            condition -> !OWN_TYPES.contains(condition.get("type"))),
        status);
    put(CONDITIONS, ours, own);
  }

  private static void mergeListeners(
      List<Verdict.Listener> verdict,
      Stamp stamp,
      Map<String, Object> status,
      Map<String, Object> own) {
    List<Map<String, Object>> present = objects(status.get("listeners"));
    List<Map<String, Object>> ours =
        verdict.stream()
            .map(listener -> entry(listener, find(present, "name", listener.name()), stamp))
            .toList();
    put("listeners", replace(present, ours, sameField("name"), listener -> false), status);
    put("listeners", ours, own);
  }

  private static Map<String, Object> entry(
      Verdict.Listener listener, Map<String, Object> before, Stamp stamp) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("name", listener.name());
    entry.put("attachedRoutes", listener.attachedRoutes());
    entry.put(
        "supportedKinds",
        listener.supportedKinds().stream()
            .map(kind -> Map.<String, Object>of("group", kind.group(), "kind", kind.kind()))
            .toList());
    entry.put(CONDITIONS, stamp.conditions(listener.conditions(), objects(before.get(CONDITIONS))));
    return entry;
  }

  private void mergeParents(
      StatusShape shape,
      List<Verdict.Parent> verdict,
      Stamp stamp,
      Map<String, Object> status,
      Map<String, Object> own) {
    ParentEntries entries = new ParentEntries(shape, controllerName, ownGateway);
    List<Map<String, Object>> present = objects(status.get(shape.list()));
    List<Map<String, Object>> ours = new ArrayList<>();
    for (Verdict.Parent parent : verdict) {
      Map<String, Object> entry = entries.entry(parent.ref());
      Map<String, Object> before =
          present.stream().filter(e -> entries.same(e, entry)).findFirst().orElse(Map.of());
      entry.put(CONDITIONS, stamp.conditions(parent.conditions(), objects(before.get(CONDITIONS))));
      ours.add(entry);
    }
    List<Map<String, Object>> merged =
        replace(present, ours, entries::same, entry -> !entries.isOwn(entry)).stream()
            .filter(entry -> ours.isEmpty() || !entries.isPlaceholder(entry))
            .limit(entries.limit())
            .toList();
    put(shape.list(), merged, status);
    put(shape.list(), ours, own);
  }

  /**
   * The present entries with ours replaced in their places and only those others left that are to
   * be kept; new ones are at the end.
   */
  private static List<Map<String, Object>> replace(
      List<Map<String, Object>> present,
      List<Map<String, Object>> ours,
      BiPredicate<Map<String, Object>, Map<String, Object>> same,
      Predicate<Map<String, Object>> keep) {
    List<Map<String, Object>> result = new ArrayList<>();
    List<Map<String, Object>> missing = new ArrayList<>(ours);
    for (Map<String, Object> entry : present) {
      Map<String, Object> own =
          ours.stream().filter(candidate -> same.test(candidate, entry)).findFirst().orElse(null);
      if (own == null) {
        if (keep.test(entry)) {
          result.add(entry);
        }
      } else if (missing.remove(own)) { // not a second time, for a duplicate
        result.add(own);
      }
    }
    result.addAll(missing);
    return result;
  }

  private static BiPredicate<Map<String, Object>, Map<String, Object>> sameField(String field) {
    return (one, other) -> Objects.equals(one.get(field), other.get(field));
  }

  /** Sets a list; an empty one is not written where there was none. */
  private static void put(
      String field, List<Map<String, Object>> list, Map<String, Object> status) {
    if (!list.isEmpty() || status.containsKey(field)) {
      status.put(field, list);
    }
  }

  /** The generation that was judged, what is not settled, and when. */
  private record Stamp(long generation, Set<String> unsettled, Instant now) {

    List<Map<String, Object>> conditions(
        List<Condition> verdict, List<Map<String, Object>> present) {
      List<Map<String, Object>> conditions = new ArrayList<>();
      for (Condition condition : verdict) {
        conditions.add(condition(condition, find(present, "type", condition.type())));
      }
      present.stream()
          .filter(condition -> unsettled.contains(condition.get("type")))
          .forEach(conditions::add);
      return conditions;
    }

    private Map<String, Object> condition(Condition condition, Map<String, Object> before) {
      String state = condition.state().toString();
      String since = Trees.text(before, "lastTransitionTime", "");
      boolean stays = state.equals(before.get("status")) && !since.isEmpty();
      String message = condition.message();
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("type", condition.type());
      result.put("status", state);
      result.put("observedGeneration", generation);
      result.put(
          "lastTransitionTime", stays ? since : now.truncatedTo(ChronoUnit.SECONDS).toString());
      result.put("reason", condition.reason());
      result.put(
          "message", message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE));
      return result;
    }
  }
}
