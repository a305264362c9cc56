package io.aigw.operator.report;

import static java.util.stream.Collectors.toSet;

import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.operator.control.RoundObserver;
import io.aigw.operator.files.Change;
import io.aigw.operator.files.Change.FieldChange;
import io.aigw.operator.files.FileContents;
import io.aigw.operator.files.FileSource;
import io.aigw.operator.files.Finding;
import io.aigw.operator.files.Place;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
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
    tellWhatIsUsedAgain(before, after);
    changes.addAll(after.changesSince(before));
  }

  /** Tells what the files that the gateway starts with are to be told for; not their objects. */
  public void started(FileContents first) {
    contents = first;
    first.findings().forEach(this::tell);
  }

  /** Where an object is written. */
  public Optional<Place> placeOf(ObjectKey object) {
    return contents.placeOf(object);
  }

  @Override
  public void compiled(@Nullable Compilation previous, Compilation current) {
    Set<String> told = new HashSet<>();
    if (!changes.isEmpty()) {
      Map<String, List<String>> problems = new HashMap<>();
      current
          .verdicts()
          .forEach((object, verdict) -> problems.put(object.toString(), Problems.of(verdict)));
      for (Change change = changes.poll(); change != null; change = changes.poll()) {
        told.add(change.object());
        tell(change, problems.getOrDefault(change.object(), List.of()));
      }
    }
    current
        .verdicts()
        .differencesFrom(
            (previous == null ? Compilation.NONE : previous).verdicts(),
            (object, before, after) -> {
              if (after != null && !told.contains(object.toString())) {
                tell(object, before == null ? List.of() : Problems.of(before), Problems.of(after));
              }
            });
  }

  /** Tells of an object that did not change itself. */
  private void tell(ObjectKey object, List<String> before, List<String> after) {
    if (!after.isEmpty() && !after.equals(before)) {
      write(Level.WARN, "object has a problem", about(object, after));
    } else if (after.isEmpty() && !before.isEmpty()) {
      write(Level.INFO, "problem is solved", about(object, List.of()));
    }
  }

  private Map<String, Object> about(ObjectKey object, List<String> problems) {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("object", object);
    contents.placeOf(object).ifPresent(place -> who.put("file", place));
    putProblems(who, problems);
    return who;
  }

  private void tell(Finding finding) {
    if (finding.severity() == Finding.Severity.NOTE && !passedOver.add(finding.message())) {
      return;
    }
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("file", finding.place());
    if (!finding.object().isEmpty()) {
      who.put("object", finding.object());
    }
    if (!finding.field().isEmpty()) {
      who.put("field", finding.field());
    }
    who.put("problem", finding.message());
    switch (finding.severity()) {
      case ERROR -> write(Level.ERROR, "not used; what was there before stays", who);
      case WARNING -> write(Level.WARN, "used in part", who);
      case NOTE -> write(Level.INFO, "passed over", who);
    }
  }

  /** What was not used is told of when it is: nothing else may change then. */
  private static void tellWhatIsUsedAgain(FileContents before, FileContents after) {
    Set<Subject> still = subjects(after);
    Set<String> objects =
        after.objects().stream().map(object -> object.key().toString()).collect(toSet());
    subjects(before).stream()
        .filter(subject -> !still.contains(subject) && Files.exists(subject.file()))
        .filter(subject -> subject.object().isEmpty() || objects.contains(subject.object()))
        .forEach(
            subject -> {
              Map<String, Object> who = new LinkedHashMap<>();
              who.put("file", subject.file());
              if (!subject.object().isEmpty()) {
                who.put("object", subject.object());
              }
              write(Level.INFO, "used again", who);
            });
  }

  /** What is not used: a file or an object in it. */
  private record Subject(Path file, String object) {}

  private static Set<Subject> subjects(FileContents contents) {
    return contents.findings().stream()
        .filter(finding -> finding.severity() == Finding.Severity.ERROR)
        .map(finding -> new Subject(finding.place().file(), finding.object()))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static void tell(Change change, List<String> problems) {
    Map<String, Object> who = new LinkedHashMap<>();
    who.put("object", change.object());
    who.put("file", change.place());
    List<FieldChange> fields = change.fields();
    if (fields.size() == 1) {
      who.put("field", fields.getFirst().path());
      who.put("from", fields.getFirst().from());
      who.put("to", fields.getFirst().to());
    } else if (!fields.isEmpty()) {
      who.put("fields", names(fields));
    }
    putProblems(who, problems);
    String what =
        switch (change.what()) {
          case ADDED -> "added";
          case CHANGED -> "changed";
          case REMOVED -> "removed";
        };
    write(problems.isEmpty() ? Level.INFO : Level.WARN, what, who);
  }

  private static void putProblems(Map<String, Object> who, List<String> problems) {
    if (!problems.isEmpty()) {
      who.put("problem", String.join("; ", problems));
    }
  }

  private static String names(List<FieldChange> fields) {
    List<String> names = new ArrayList<>();
    fields.stream().limit(MOST_FIELDS).map(FieldChange::path).forEach(names::add);
    if (fields.size() > MOST_FIELDS) {
      names.add((fields.size() - MOST_FIELDS) + " more");
    }
    return String.join(", ", names);
  }

  private static void write(Level level, String what, Map<String, Object> who) {
    LoggingEventBuilder line = log.atLevel(level);
    for (Map.Entry<String, Object> pair : who.entrySet()) {
      line = line.addKeyValue(pair.getKey(), pair.getValue());
    }
    line.log(what);
  }
}
