package io.aigw.operator.files;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files and directories as a source of resources: read at once, then watched by a thread of its
 * own.
 *
 * <p>The operating system tells of changes where it can; a slow look at everything finds what it
 * does not tell of (network file systems, directories that are replaced).
 */
public final class FileSource implements AutoCloseable {

  /** Told on the source's thread that the contents are new. */
  @FunctionalInterface
  public interface Listener {
    void changed(FileContents before, FileContents after);
  }

  private static final Logger log = LoggerFactory.getLogger(FileSource.class);
  private static final Duration SLOW_LOOK = Duration.ofSeconds(1);
  private static final Duration SOON = Duration.ofMillis(10);

  private final List<Path> paths;
  private final FileScanner scanner;
  private volatile FileContents contents;
  private @Nullable Thread thread;

  /**
   * Reads the files once.
   *
   * @throws NoSuchFileException when one of the paths does not exist
   */
  public FileSource(List<Path> paths) throws NoSuchFileException {
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new NoSuchFileException(path.toString());
      }
    }
    this.paths = List.copyOf(paths);
    this.scanner = new FileScanner(paths);
    this.contents = scanner.contents();
  }

  /** The newest state. From any thread. */
  public FileContents contents() {
    return contents;
  }

  /** Starts to watch; at most once. */
  public void watch(Listener listener) {
    thread = Thread.ofPlatform().name("files").daemon().start(() -> run(listener));
  }

  @Override
  public void close() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
      try {
        running.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run(Listener listener) {
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      look(listener, watch);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("reason", e.getMessage())
          .log("the system does not tell of changes to files; looking at them instead");
      try {
        look(listener, null);
      } catch (InterruptedException end) {
        log.debug("files are no longer watched");
      }
    } catch (InterruptedException e) {
      log.debug("files are no longer watched");
    }
  }

  private void look(Listener listener, @Nullable WatchService watch) throws InterruptedException {
    while (true) {
      if (watch == null) {
        TimeUnit.MILLISECONDS.sleep(100);
      } else {
        register(watch);
        await(watch, scanner.isUnsettled() ? SOON : SLOW_LOOK);
      }
      if (scanner.scan(System.nanoTime())) {
        FileContents before = contents;
        contents = scanner.contents();
        listener.changed(before, contents);
      }
    }
  }

  private static void await(WatchService watch, Duration atMost) throws InterruptedException {
    WatchKey key = watch.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
    while (key != null) {
      key.pollEvents();
      key.reset();
      key = watch.poll();
    }
  }

  /** Registering a directory again changes nothing; one that was replaced needs it. */
  private void register(WatchService watch) {
    for (Path directory : directories()) {
      try {
        directory.register(
            watch,
            StandardWatchEventKinds.ENTRY_CREATE,
            StandardWatchEventKinds.ENTRY_DELETE,
            StandardWatchEventKinds.ENTRY_MODIFY);
      } catch (IOException e) {
        log.atDebug().addKeyValue("directory", directory).log("cannot be watched");
      }
    }
  }

  /** Of a file that is a symbolic link, also where it leads: both may change. */
  private Set<Path> directories() {
    Set<Path> directories = new TreeSet<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        directories.add(path.toAbsolutePath());
      } else {
        directories.add(path.toAbsolutePath().getParent());
        try {
          directories.add(path.toRealPath().getParent());
        } catch (IOException e) {
          // gone for now: its directory is watched
        }
      }
    }
    return directories;
  }
}
