package io.aigw.operator.files;

import io.aigw.operator.files.FileListing.Fingerprint;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Looks at files again and again and takes over what changed, once it has settled.
 *
 * <p>Editors write in steps: they truncate and fill, or delete and create, or rename. So a change
 * counts only when the file stood still for a moment, and a change that takes something away (an
 * object, or that the file is YAML, or the file itself) only when it stood still for longer.
 *
 * <p>Not threadsafe. Time is given from outside, in nanoseconds of any origin.
 */
final class FileScanner {

  static final Duration SETTLED = Duration.ofMillis(20);
  static final Duration SETTLED_LOSS = Duration.ofMillis(150);

  private final List<Path> paths;
  private final FileStore store = new FileStore();
  private final Map<Path, Fingerprint> taken = new HashMap<>();
  private final Map<Path, Unsettled> unsettled = new HashMap<>();
  private FileContents contents = FileContents.EMPTY;

  /** A state that was seen first at this time; empty where the file is gone. */
  private record Unsettled(Optional<Fingerprint> state, long since) {}

  /** A scanner that has read everything once, without waiting for anything to settle. */
  FileScanner(List<Path> paths) {
    this.paths = List.copyOf(paths);
    FileListing.of(paths).forEach(this::take);
    contents = store.contents();
  }

  FileContents contents() {
    return contents;
  }

  /** Whether some file differs from what was taken over, so that another look is due soon. */
  boolean isUnsettled() {
    return !unsettled.isEmpty();
  }

  /** Looks at all files; true when {@link #contents} is new. */
  boolean scan(long now) {
    Map<Path, Fingerprint> listing = FileListing.of(paths);
    TreeSet<Path> files = new TreeSet<>(listing.keySet());
    files.addAll(taken.keySet());
    files.addAll(unsettled.keySet());
    boolean changed = false;
    for (Path file : files) {
      changed |= look(file, Optional.ofNullable(listing.get(file)), now);
    }
    if (changed) {
      contents = store.contents();
    }
    return changed;
  }

  private boolean look(Path file, Optional<Fingerprint> state, long now) {
    if (state.equals(Optional.ofNullable(taken.get(file)))) {
      unsettled.remove(file);
      return false;
    }
    Unsettled seen = unsettled.get(file);
    if (seen == null || !seen.state().equals(state)) {
      unsettled.put(file, new Unsettled(state, now));
      return false;
    }
    Duration still = Duration.ofNanos(now - seen.since());
    if (still.compareTo(SETTLED) < 0
        || (still.compareTo(SETTLED_LOSS) < 0 && losesSomething(file, state))) {
      return false;
    }
    unsettled.remove(file);
    state.ifPresentOrElse(
        fingerprint -> take(file, fingerprint),
        () -> {
          taken.remove(file);
          store.remove(file);
        });
    return true;
  }

  private boolean losesSomething(Path file, Optional<Fingerprint> state) {
    try {
      return state.isEmpty() || store.loses(file, Files.readString(file));
    } catch (IOException e) {
      return true;
    }
  }

  private void take(Path file, Fingerprint fingerprint) {
    taken.put(file, fingerprint);
    try {
      store.put(file, Files.readString(file));
    } catch (CharacterCodingException e) {
      store.unreadable(file, "is no YAML: not UTF-8");
    } catch (IOException e) {
      store.unreadable(file, "cannot be read: " + e);
    }
  }
}
