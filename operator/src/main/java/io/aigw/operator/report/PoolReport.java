package io.aigw.operator.report;

import io.aigw.pick.Endpoint;
import io.aigw.pick.Pick;
import io.aigw.pick.Pool;
import io.aigw.pick.Signals;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What a picker knows of its pools, and what it chose last, for a reader. */
public final class PoolReport {

  private static final double NANOS_PER_MILLI = 1e6;
  private static final int LONGEST_MODEL = 60;

  private PoolReport() {}

  /**
   * A page of text.
   *
   * @param nanos the time by the clock of the signals
   */
  public static String of(Stream<Pool> pools, long nanos) {
    StringBuilder page = new StringBuilder();
    pools.sorted(Comparator.comparing(Pool::name)).forEach(pool -> pool(pool, nanos, page));
    return page.isEmpty()
        ? "no pool was asked about in the last minutes: those alone that need a question are here\n"
        : page.toString();
  }

  private static void pool(Pool pool, long nanos, StringBuilder page) {
    page.append(page.isEmpty() ? "" : "\n")
        .append(pool.name())
        .append(", ")
        .append(pool.policy())
        .append(pool.isKnown() ? "\n" : ", not known yet\n");
    Table endpoints =
        new Table(
            "  ENDPOINT",
            "WAITING",
            "RUNNING",
            "CACHE",
            "ADAPTERS",
            "HEARD",
            "IN FLIGHT",
            "ANSWERED",
            "FAILED",
            "FIRST BYTE");
    pool.endpoints().forEach(endpoint -> endpoint(endpoint, nanos, endpoints));
    page.append(endpoints.isEmpty() ? "  no endpoint\n" : endpoints);
    List<Pool.Made> recent = pool.recent();
    if (!recent.isEmpty()) {
      Table choices = new Table("  LAST CHOICES", "MODEL", "WHY (HOW MANY WERE LEFT)");
      recent.forEach(made -> choice(made, choices));
      page.append(choices);
    }
  }

  private static void endpoint(Endpoint endpoint, long nanos, Table table) {
    List<String> cells = new ArrayList<>();
    cells.add("  " + endpoint);
    cells.addAll(signals(endpoint.signals(), nanos));
    cells.add(String.valueOf(endpoint.inFlight()));
    cells.add(String.valueOf(endpoint.answered()));
    cells.add(String.valueOf(endpoint.failed()));
    cells.add(
        endpoint.answered() == 0
            ? "-"
            : String.format(Locale.ROOT, "%.0f ms", endpoint.firstByteMillis()));
    table.add(cells.toArray(String[]::new));
  }

  private static List<String> signals(Signals said, long nanos) {
    return said.heard()
        ? List.of(
            String.valueOf(said.waiting()),
            String.valueOf(said.running()),
            String.format(Locale.ROOT, "%.0f %%", said.cacheUse() * 100),
            "%s of %d"
                .formatted(
                    said.adapters().isEmpty()
                        ? "none"
                        : printable(String.join(",", said.adapters().stream().sorted().toList())),
                    said.maxAdapters()),
            "%.0f ms ago".formatted((nanos - said.at()) / NANOS_PER_MILLI))
        : List.of("-", "-", "-", "-", "never, or not for long");
  }

  /** A client has written it: nothing of it is to steer the reader's terminal. */
  private static String printable(String model) {
    String shown = model.replaceAll("[^\\x20-\\x7e]", "?");
    return shown.length() > LONGEST_MODEL ? shown.substring(0, LONGEST_MODEL) + "..." : shown;
  }

  private static void choice(Pool.Made made, Table table) {
    String model =
        printable(made.question().model()) + (made.question().sheddable() ? " (may be shed)" : "");
    switch (made.pick()) {
      case Pick.Chosen(var endpoint, var why) -> table.add("  " + endpoint, model, why);
      case Pick.Shed() -> table.add("  shed", model, "none with room");
      case Pick.NoEndpoint() -> table.add("  none", model, "the pool has no endpoint");
      case Pick.Unknown() -> table.add("  none", model, "the pool is not known");
    }
  }
}
