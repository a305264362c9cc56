package io.aigw.bench.report;

import io.aigw.bench.load.Workload;
import io.aigw.bench.stats.Ratio;
import io.aigw.bench.stats.Sample;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A figure that the gateway is held to: the CPU time of one arm is at most so many times that of
 * another under the same load.
 *
 * @param title what it is about
 * @param arm the arm that is held to it
 * @param references what it is compared with: the cheapest of these that was measured
 * @param limit how many times the reference is allowed
 */
public record Bar(
    String title, Workload workload, String arm, List<String> references, double limit) {

  /**
   * What came out.
   *
   * @param reference the arm that was compared with
   * @param met whether the median's ratio keeps to the limit
   */
  public record Outcome(Bar bar, String reference, Ratio ratio, boolean met) {}

  public Bar {
    references = List.copyOf(references);
  }

  /** Empty if an arm that is needed was not measured. */
  public Optional<Outcome> outcome(Results results) {
    Optional<Sample> measured = results.cpu(workload, arm);
    Optional<String> cheapest =
        references.stream()
            .filter(reference -> results.cpu(workload, reference).isPresent())
            .min(
                Comparator.comparingDouble(
                    reference -> results.cpu(workload, reference).orElseThrow().median()));
    if (measured.isEmpty() || cheapest.isEmpty()) {
      return Optional.empty();
    }
    Sample reference = results.cpu(workload, cheapest.get()).orElseThrow();
    Ratio ratio = Ratio.of(measured.get(), reference);
    return Optional.of(new Outcome(this, cheapest.get(), ratio, ratio.value() <= limit));
  }
}
