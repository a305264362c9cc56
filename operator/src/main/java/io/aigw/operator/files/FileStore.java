package io.aigw.operator.files;

import io.aigw.operator.files.Finding.Severity;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What every file last gave. A mistake takes nothing away: of a file that is no YAML everything
 * stays as it last was, of a document that cannot be decoded its object does; only what is really
 * gone from a readable file, or with its file, is removed.
 *
 * <p>Not threadsafe: belongs to whoever reads the files.
 */
final class FileStore {

  private final FileParser parser = new FileParser();

  /** By path, which is the order of precedence: the same after a restart. */
  private final Map<Path, State> files = new TreeMap<>();

  /** The entries that count, and what is to say about the newest text. */
  private record State(Map<String, Entry> entries, List<Finding> findings) {}

  /** Whether taking this text would lose or refuse something: it may be only half written yet. */
  boolean loses(Path file, String text) {
    ParsedFile parsed = parser.parse(file, text);
    State old = files.getOrDefault(file, new State(Map.of(), List.of()));
    return parsed.damaged()
        || !parsed.unreadable().isEmpty()
        || !parsed.entries().stream().map(Entry::id).toList().containsAll(old.entries().keySet());
  }

  /** This is the file's text now. */
  void put(Path file, String text) {
    ParsedFile parsed = parser.parse(file, text);
    Map<String, Entry> entries = new LinkedHashMap<>();
    List<Finding> findings = new ArrayList<>(parsed.findings());
    for (Entry entry : parsed.entries()) {
      Entry first = entries.putIfAbsent(entry.id(), entry);
      if (first != null) {
        findings.add(duplicate(entry, first));
      }
    }
    State old = files.getOrDefault(file, new State(Map.of(), List.of()));
    old.entries()
        .forEach(
            (id, entry) -> {
              if (parsed.mayHide(id)) {
                entries.putIfAbsent(id, entry);
              }
            });
    files.put(file, new State(entries, findings));
  }

  /** The file cannot be read, although it is there; what it gave before stays. */
  void unreadable(Path file, String message) {
    State old = files.getOrDefault(file, new State(Map.of(), List.of()));
    Finding finding = new Finding(Severity.ERROR, new Place(file, 1), "", "", message);
    files.put(file, new State(old.entries(), List.of(finding)));
  }

  /** The file is gone, and so are its objects. */
  void remove(Path file) {
    files.remove(file);
  }

  /** All files together. An object that two of them have is taken from the first by path. */
  FileContents contents() {
    TreeMap<String, Entry> all = new TreeMap<>();
    List<Finding> findings = new ArrayList<>();
    for (State state : files.values()) {
      findings.addAll(state.findings());
      for (Entry entry : state.entries().values()) {
        Entry first = all.putIfAbsent(entry.id(), entry);
        if (first != null) {
          findings.add(duplicate(entry, first));
        }
      }
    }
    return new FileContents(all, findings);
  }

  private static Finding duplicate(Entry entry, Entry first) {
    return new Finding(
        Severity.ERROR,
        entry.place(),
        entry.id(),
        "metadata.name",
        "is the same object as in " + first.place() + ", which counts");
  }
}
