package io.aigw.operator.report;

import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.operator.control.RoundObserver;
import io.aigw.operator.files.Change;
import io.aigw.operator.files.FileContents;
import io.aigw.operator.files.FileSource;
import io.aigw.operator.files.Finding;
import io.aigw.operator.files.Place;
import io.aigw.status.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The log of a gateway that runs from files: a line for each mistake in a file when it is read, and
 * after each round a line for each object that changed, with what is now wrong with it, and one for
 * each other object whose problems changed thereby.
 */
public final class ChangeLog implements FileSource.Listener, RoundObserver {

  private static final Logger log = LoggerFactory.getLogger(ChangeLog.class);
  private static final int MOST_FIELDS = 3;

  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final Set<String> passedOver = new HashSet<>();
  private volatile FileContents contents = FileContents.EMPTY;

  @Override
  public void changed(FileContents before, FileContents after) {
    contents = after;
    Set<Finding> known = new HashSet<>(before.findings());
    after.findings().stream().filter(finding -> !known.contains(finding)).forEach(this::tell);
    changes.addAll(after.changesSince(before));
  }

  /** Tells what the files that the gateway starts with are to be told for; not their objects. */
  public void started(FileContents first) {
    contents = first;
    first.findings().forEach(this::tell);
  }

  @Override
  public void compiled(@Nullable Compilation previous, Compilation current) {
    Map<String, List<String>> before = problems(previous);
    Map<String, List<String>> after = problems(current);
    Set<String> told = new HashSet<>();
    for (Change change = changes.poll(); change != null; change = changes.poll()) {
      told.add(change.object());
      tell(change, after.getOrDefault(change.object(), List.of()));
    }
    Map<String, Place> places = new HashMap<>();
    current.verdicts().keySet().forEach(key -> contents.placeOf(key).ifPresent(place -> places.put(key.toString(), place)));
    after.forEach(
        (object, problems) -> {
          if (!told.contains(object) && !problems.equals(before.get(object))) {
            LoggingEventBuilder line = log.atWarn().addKeyValue("object", object);
            Optional.ofNullable(places.get(object))
                .ifPresent(place -> line.addKeyValue("file", place));
            line.addKeyValue("problem", String.join("; ", problems)).log("object has a problem");
          }
        });
    before.keySet().stream()
        .filter(object -> !after.containsKey(object) && !told.contains(object))
        .forEach(object -> log.atInfo().addKeyValue("object", object).log("problem is solved"));
  }

  private static Map<String, List<String>> problems(@Nullable Compilation compilation) {
    Map<String, List<String>> problems = new HashMap<>();
    if (compilation != null) {
      for (Map.Entry<ObjectKey, Verdict> verdict : compilation.verdicts().entrySet()) {
        List<String> of = Problems.of(verdict.getValue());
        if (!of.isEmpty()) {
          problems.put(verdict.getKey().toString(), of);
        }
      }
    }
    return problems;
  }

  private void tell(Finding finding) {
    Level level =
        switch (finding.severity()) {
          case ERROR -> Level.ERROR;
          case WARNING -> Level.WARN;
          case NOTE -> Level.INFO;
        };
    if (finding.severity() == Finding.Severity.NOTE && !passedOver.add(finding.message())) {
      return;
    }
    LoggingEventBuilder line = log.atLevel(level).addKeyValue("file", finding.place());
    if (!finding.object().isEmpty()) {
      line.addKeyValue("object", finding.object());
    }
    if (!finding.field().isEmpty()) {
      line.addKeyValue("field", finding.field());
    }
    line.addKeyValue("problem", finding.message())
        .log(
            switch (finding.severity()) {
              case ERROR -> "not used; what was there before stays";
              case WARNING -> "used in part";
              case NOTE -> "passed over";
            });
  }

  private static void tell(Change change, List<String> problems) {
    LoggingEventBuilder line =
        log.atLevel(problems.isEmpty() ? Level.INFO : Level.WARN)
            .addKeyValue("object", change.object())
            .addKeyValue("file", change.place());
    List<Change.FieldChange> fields = change.fields();
    if (fields.size() == 1) {
      line.addKeyValue("field", fields.getFirst().path())
          .addKeyValue("from", fields.getFirst().from())
          .addKeyValue("to", fields.getFirst().to());
    } else if (!fields.isEmpty()) {
      line.addKeyValue("fields", names(fields));
    }
    if (!problems.isEmpty()) {
      line.addKeyValue("problem", String.join("; ", problems));
    }
    line.log(
        switch (change.what()) {
          case ADDED -> "added";
          case CHANGED -> "changed";
          case REMOVED -> "removed";
        });
  }

  private static String names(List<Change.FieldChange> fields) {
    List<String> names = new ArrayList<>();
    fields.stream().limit(MOST_FIELDS).map(Change.FieldChange::path).forEach(names::add);
    if (fields.size() > MOST_FIELDS) {
      names.add((fields.size() - MOST_FIELDS) + " more");
    }
    return String.join(", ", names);
  }
}
