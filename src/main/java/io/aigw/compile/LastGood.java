package io.aigw.compile;

import static java.util.stream.Collectors.joining;

import io.aigw.api.ApiObject;
import io.aigw.api.Kind;
import io.aigw.api.ObjectKey;
import io.aigw.collection.OrderedMap;
import io.aigw.resolve.Problem;
import io.aigw.resource.ResourceSet;
import io.aigw.resource.Withheld;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The step before the compiler that keeps the last good version of an object whose newest one has a
 * mistake in it. What the source withholds itself, because it cannot be read, it passes on. An
 * object that never was any better is passed on as it is, and one that is deleted is gone; so is
 * one whose name another object has by now.
 *
 * <p>Immutable: each round's is made of the one before and costs what changed.
 */
public final class LastGood {

  /** The kinds of objects whose mistakes are found without looking at others. */
  public static final Set<Kind> KINDS = Set.of(Kind.AI_GATEWAY_ROUTE, Kind.AI_SERVICE_BACKEND);

  private final CompilerOptions options;
  private final ResourceSet newest;

  /** The newest versions that have mistakes; there may be newer ones that cannot be read. */
  private final OrderedMap<ObjectKey, Withheld> mistaken;

  private final ResourceSet inEffect;

  private LastGood(
      CompilerOptions options,
      ResourceSet newest,
      OrderedMap<ObjectKey, Withheld> mistaken,
      ResourceSet inEffect) {
    this.options = options;
    this.newest = newest;
    this.mistaken = mistaken;
    this.inEffect = inEffect;
  }

  /** Before the first round. */
  public static LastGood none(CompilerOptions options) {
    return new LastGood(options, ResourceSet.empty(), OrderedMap.empty(), ResourceSet.empty());
  }

  /** The objects that take effect. */
  public ResourceSet inEffect() {
    return inEffect;
  }

  /** The round that has these objects for the newest. */
  public LastGood next(ResourceSet objects) {
    if (objects == newest) {
      return this;
    }
    ResourceSet next = inEffect;
    for (Kind kind : Kind.values()) {
      if (objects.isMissing(kind)) {
        next = next.without(kind);
      } else if (!KINDS.contains(kind)) {
        next = next.with(kind, objects.of(kind));
      }
    }
    OrderedMap<ObjectKey, Withheld> withheld = mistaken;
    for (Kind kind : KINDS) {
      Choice choice = new Choice(next.of(kind), withheld);
      objects.of(kind).differencesFrom(newest.of(kind), choice::make);
      next = objects.isMissing(kind) ? next : next.with(kind, choice.taken);
      withheld = choice.withheld;
    }
    OrderedMap<ObjectKey, Withheld> all = withheld;
    for (Map.Entry<ObjectKey, Withheld> unreadable : objects.withheld().entrySet()) {
      all = all.with(unreadable.getKey(), unreadable.getValue());
    }
    return new LastGood(options, objects, withheld, next.withholding(all));
  }

  /** What is taken of one kind. */
  private final class Choice {

    private OrderedMap<ObjectKey, ApiObject> taken;
    private OrderedMap<ObjectKey, Withheld> withheld;

    Choice(OrderedMap<ObjectKey, ApiObject> taken, OrderedMap<ObjectKey, Withheld> withheld) {
      this.taken = taken;
      this.withheld = withheld;
    }

    void make(ObjectKey key, @Nullable ApiObject before, @Nullable ApiObject now) {
      if (now == null) {
        taken = taken.without(key);
        withheld = withheld.without(key);
        return;
      }
      List<Problem> mistakes = Soundness.mistakes(now, options);
      if (mistakes.isEmpty() || !isGood(taken.get(key), now)) {
        taken = taken.with(key, now);
        withheld = withheld.without(key);
      } else {
        withheld = withheld.with(key, withheld(now, mistakes));
      }
    }

    private boolean isGood(@Nullable ApiObject older, ApiObject now) {
      return older != null
          && older.metadata().uid().equals(now.metadata().uid())
          && Soundness.mistakes(older, options).isEmpty();
    }
  }

  private static Withheld withheld(ApiObject object, List<Problem> mistakes) {
    return new Withheld(
        object.metadata().generation(),
        mistakes.getFirst().reason().toString(),
        mistakes.stream().map(Problem::message).distinct().collect(joining("; ")));
  }
}
