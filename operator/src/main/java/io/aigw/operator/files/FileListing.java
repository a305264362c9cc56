package io.aigw.operator.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Which files there are, and how to see that one of them is no longer what it was. */
final class FileListing {

  private static final List<String> EXTENSIONS = List.of(".yaml", ".yml", ".json");

  private FileListing() {}

  /**
   * What tells two states of a file apart: a new file in its place has another key, a write has
   * another time or size.
   *
   * @param key of the file that a symbolic link leads to in the end
   */
  record Fingerprint(Object key, FileTime modified, long size) {}

  /**
   * The files that these paths stand for: a file itself; of a directory its YAML and JSON files
   * that are not hidden, without those of directories in it (as {@code kubectl -f} has it).
   */
  static Map<Path, Fingerprint> of(List<Path> paths) {
    Map<Path, Fingerprint> files = new TreeMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(path, FileListing::isRead)) {
          children.forEach(child -> add(files, child));
        } catch (IOException e) {
          // the directory went just now: so did its files
        }
      } else {
        add(files, path);
      }
    }
    return files;
  }

  /** The file's fingerprint; empty where there is no such file. */
  static Optional<Fingerprint> fingerprint(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isDirectory()) {
        return Optional.empty();
      }
      Object key = Objects.requireNonNullElse(attributes.fileKey(), file);
      return Optional.of(new Fingerprint(key, attributes.lastModifiedTime(), attributes.size()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static boolean isRead(Path child) {
    String name = child.getFileName().toString();
    return !name.startsWith(".") && EXTENSIONS.stream().anyMatch(name::endsWith);
  }

  private static void add(Map<Path, Fingerprint> files, Path file) {
    fingerprint(file).ifPresent(fingerprint -> files.put(file, fingerprint));
  }
}
