package io.aigw.status;

import io.aigw.api.ObjectKey;
import java.util.List;

/**
 * What the compiler says about one object. Which of the parts an object's status has depends on its
 * kind; the others are empty.
 *
 * @param generation of the object that was judged
 * @param conditions of the object as a whole ({@code status.conditions})
 * @param parents per parent ({@code status.parents}, or {@code status.parent} of an InferencePool
 *     v1alpha2)
 * @param listeners per listener of a Gateway ({@code status.listeners})
 */
public record Verdict(
    ObjectKey object,
    long generation,
    List<Condition> conditions,
    List<Parent> parents,
    List<Listener> listeners) {

  public Verdict {
    conditions = List.copyOf(conditions);
    parents = List.copyOf(parents);
    listeners = List.copyOf(listeners);
  }

  /** A verdict with conditions of the object alone. */
  public static Verdict of(ObjectKey object, long generation, List<Condition> conditions) {
    return new Verdict(object, generation, conditions, List.of(), List.of());
  }

  /**
   * What is said with regard to one parent.
   *
   * @param ref the reference as the object has it
   */
  public record Parent(Ref ref, List<Condition> conditions) {
    public Parent {
      conditions = List.copyOf(conditions);
    }
  }

  /**
   * A parent reference.
   *
   * @param namespace empty: unset in the reference
   * @param sectionName empty: unset
   * @param port 0: unset
   */
  public record Ref(
      String group, String kind, String namespace, String name, String sectionName, int port) {}

  /**
   * A Gateway's listener.
   *
   * @param served whether Envoys are told of it
   */
  public record Listener(
      String name,
      boolean served,
      int attachedRoutes,
      List<RouteKind> supportedKinds,
      List<Condition> conditions) {
    public Listener {
      supportedKinds = List.copyOf(supportedKinds);
      conditions = List.copyOf(conditions);
    }
  }

  /** A kind of route that a listener can carry. */
  public record RouteKind(String group, String kind) {}

  /**
   * Whether some condition says that the object, or a part of it, was refused or does not resolve.
   */
  public boolean hasProblem() {
    return problems(conditions)
        || parents.stream().anyMatch(parent -> problems(parent.conditions()))
        || listeners.stream().anyMatch(listener -> problems(listener.conditions()));
  }

  private static boolean problems(List<Condition> conditions) {
    return conditions.stream().anyMatch(Condition::isProblem);
  }
}
