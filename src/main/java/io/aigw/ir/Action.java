package io.aigw.ir;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What becomes of a request. */
public sealed interface Action {

  /** The names of the clusters that it needs. */
  default List<String> clusters() {
    return List.of();
  }

  /**
   * It goes to one of the targets, drawn by weight.
   *
   * @param targets those with a weight above 0; empty: every request gets an error of the server
   * @param overflow where those go, drawn in the same way, for which the gateway's own picker finds
   *     no room in its pool, or no endpoint; empty: they are refused
   * @param timeout of the whole exchange; zero: none
   * @param idleTimeout without a byte in either direction; zero: none
   */
  record Forward(
      List<Target> targets, List<Target> overflow, Duration timeout, Duration idleTimeout)
      implements Action {
    public Forward {
      targets = List.copyOf(targets);
      overflow = List.copyOf(overflow);
    }

    /** All that is refused is refused. */
    public Forward(List<Target> targets, Duration timeout, Duration idleTimeout) {
      this(targets, List.of(), timeout, idleTimeout);
    }

    @Override
    public List<String> clusters() {
      return Stream.concat(targets.stream(), overflow.stream())
          .flatMap(target -> Stream.concat(target.cluster().stream(), pickers(target)))
          .toList();
    }

    /** Whether some of the requests have the model in their body changed. */
    public boolean rewritesModel() {
      return targets.stream().anyMatch(target -> target.modelRewrite().isPresent());
    }

    private static Stream<String> pickers(Target target) {
      return target.picker().stream()
          .flatMap(
              picker ->
                  picker instanceof Picker.External external
                      ? Stream.of(external.cluster())
                      : Stream.empty());
    }

    /** Whether somebody else's endpoint picker is asked about some of the requests. */
    public boolean asksExternalPicker() {
      return targets.stream()
          .anyMatch(target -> target.modelRewrite().isEmpty() && target.asksExternalPicker());
    }

    /** Whether the processor is asked about some of the requests, not for another model alone. */
    public boolean asksOwnPicker() {
      return targets.stream()
          .anyMatch(target -> target.modelRewrite().isEmpty() && target.asksOwnPicker());
    }

    /** Whether some of the requests may go to the overflow. */
    public boolean hasOverflow() {
      return !overflow.isEmpty();
    }

    /** Whether the processor is asked something about some of the requests. */
    public boolean asksProcessor() {
      return rewritesModel() || hasOverflow() || targets.stream().anyMatch(Target::asksOwnPicker);
    }
  }

  /**
   * The client is sent elsewhere; what is empty stays as in the request.
   *
   * @param port empty: that of the scheme
   * @param status 301, 302, 303, 307 or 308
   */
  record Redirect(
      Optional<String> scheme,
      Optional<String> host,
      Optional<Integer> port,
      Optional<PathEdit> path,
      int status)
      implements Action {}

  /** What a path becomes. */
  sealed interface PathEdit {

    /** All of it. */
    record Whole(String path) implements PathEdit {}

    /**
     * What of it the route's {@link PathMatch.Prefix} matches, or its first slash where there is
     * none.
     *
     * @param path without a slash at its end; may be empty
     */
    record MatchedPrefix(String path) implements PathEdit {}
  }

  /** It is answered by the gateway itself: its model is none that may be asked for here. */
  record ModelNotFound() implements Action {}
}
