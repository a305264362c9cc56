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
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
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
  public static final Set<Kind> KINDS =
      Set.of(Kind.AI_GATEWAY_ROUTE, Kind.HTTP_ROUTE, Kind.AI_SERVICE_BACKEND, Kind.BACKEND);

  private final CompilerOptions options;
  private final ResourceSet newest;

  /** The newest versions that have mistakes; there may be newer ones that cannot be read. */
  private final OrderedMap<ObjectKey, Withheld> mistaken;

  private final ResourceSet inEffect;
  private final Map<ObjectKey, ApiObject> recalled;

  private LastGood(
      CompilerOptions options,
      Map<ObjectKey, ApiObject> recalled,
      ResourceSet newest,
      OrderedMap<ObjectKey, Withheld> mistaken,
      ResourceSet inEffect) {
    this.options = options;
    this.recalled = recalled;
    this.newest = newest;
    this.mistaken = mistaken;
    this.inEffect = inEffect;
  }

  /** Before the first round. */
  public static LastGood none(CompilerOptions options) {
    return recalling(Map.of(), options);
  }

  /**
   * Before the first round.
   *
   * @param recalled good versions from before that, for objects whose first one has a mistake
   */
  public static LastGood recalling(Map<ObjectKey, ApiObject> recalled, CompilerOptions options) {
    return new LastGood(
        options,
        Map.copyOf(recalled),
        ResourceSet.empty(),
        OrderedMap.empty(),
        ResourceSet.empty());
  }

  /** The objects that take effect. */
  public ResourceSet inEffect() {
    return inEffect;
  }

  /** The versions that are in effect in place of newer ones with mistakes. */
  public Map<ObjectKey, ApiObject> kept() {
    Map<ObjectKey, ApiObject> kept = new TreeMap<>();
    for (ObjectKey key : mistaken.keySet()) {
      inEffect.get(ApiObject.class, key).ifPresent(object -> kept.put(key, object));
    }
    return kept;
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
    return new LastGood(options, recalled, objects, withheld, next.withholding(all));
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
      ApiObject good = mistakes.isEmpty() ? null : good(key, now);
      if (good == null) {
        taken = taken.with(key, now);
        withheld = withheld.without(key);
      } else {
        taken = taken.with(key, good);
        withheld = withheld.with(key, withheld(now, mistakes));
      }
    }

    /** A version without mistakes of what is the same object now. */
    private @Nullable ApiObject good(ObjectKey key, ApiObject now) {
      return Stream.of(Optional.ofNullable(taken.get(key)), Optional.ofNullable(recalled.get(key)))
          .flatMap(Optional::stream)
          .filter(older -> older.metadata().uid().equals(now.metadata().uid()))
          .filter(older -> Soundness.mistakes(older, options).isEmpty())
          .findFirst()
          .orElse(null);
    }
  }

  private static Withheld withheld(ApiObject object, List<Problem> mistakes) {
    return new Withheld(
        object.metadata().generation(),
        mistakes.getFirst().reason().toString(),
        mistakes.stream().map(Problem::message).distinct().collect(joining("; ")));
  }
}
