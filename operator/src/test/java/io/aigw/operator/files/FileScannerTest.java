package io.aigw.operator.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files, and a clock that goes only when it is told to. */
class FileScannerTest {

  @TempDir private Path directory;

  private Path file;
  private long now;

  @BeforeEach
  void write() throws IOException {
    file = directory.resolve("a.yaml");
    Files.writeString(file, service("one"));
  }

  @Test
  void aChangeCountsWhenItStoodStill() throws IOException {
    FileScanner scanner = new FileScanner(List.of(directory));
    Files.writeString(file, service("one") + "---\n" + service("two"));

    assertThat(scanner.scan(now)).isFalse();
    assertThat(scanner.isUnsettled()).isTrue();
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isTrue();
    assertThat(names(scanner)).containsExactly("one", "two");
    assertThat(scanner.isUnsettled()).isFalse();
  }

  @Test
  void aFileThatIsStillBeingWrittenIsWaitedFor() throws IOException {
    FileScanner scanner = new FileScanner(List.of(directory));
    Files.writeString(file, "");
    assertThat(scanner.scan(now)).isFalse();
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isFalse();
    Files.writeString(file, service("one") + "---\n" + service("tw"));
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isFalse();
    Files.writeString(file, service("one") + "---\n" + service("two"));
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isFalse();
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isTrue();
    assertThat(names(scanner)).containsExactly("one", "two");
  }

  @Test
  void aLossCountsOnlyWhenItStoodStillForLonger() throws IOException {
    FileScanner scanner = new FileScanner(List.of(directory));
    Files.writeString(file, service("two"));
    scanner.scan(now);
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isFalse();
    assertThat(names(scanner)).containsExactly("one");
    assertThat(scanAfter(scanner, FileScanner.SETTLED_LOSS)).isTrue();
    assertThat(names(scanner)).containsExactly("two");
  }

  @Test
  void anEditorThatDeletesAndCreatesLosesNothing() throws IOException {
    FileScanner scanner = new FileScanner(List.of(directory));
    Files.delete(file);
    scanner.scan(now);
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isFalse();
    Files.writeString(file, service("one") + "# edited\n");
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isFalse();
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isTrue();
    assertThat(names(scanner)).containsExactly("one");
  }

  @Test
  void anEditorThatRenamesIsSeenThoughTimeAndSizeAreTheSame() throws IOException {
    FileScanner scanner = new FileScanner(List.of(file));
    Path other = directory.resolve("a.yaml.new");
    Files.writeString(other, service("two"));
    Files.setLastModifiedTime(other, Files.getLastModifiedTime(file));
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    scanner.scan(now);
    assertThat(scanAfter(scanner, FileScanner.SETTLED_LOSS)).isTrue();
    assertThat(names(scanner)).containsExactly("two");
  }

  @Test
  void aMountedConfigMapIsFollowed() throws IOException {
    Path mount = Files.createDirectory(directory.resolve("mount"));
    Path first = Files.createDirectory(mount.resolve("..2026_01"));
    Path second = Files.createDirectory(mount.resolve("..2026_02"));
    Files.writeString(first.resolve("x.yaml"), service("one"));
    Files.writeString(second.resolve("x.yaml"), service("one") + "---\n" + service("two"));
    Path data = mount.resolve("..data");
    Files.createSymbolicLink(data, first.getFileName());
    Files.createSymbolicLink(mount.resolve("x.yaml"), Path.of("..data/x.yaml"));
    FileScanner scanner = new FileScanner(List.of(mount));
    assertThat(names(scanner)).containsExactly("one");

    Path next = Files.createSymbolicLink(mount.resolve("..data_tmp"), second.getFileName());
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    scanner.scan(now);
    assertThat(scanAfter(scanner, FileScanner.SETTLED)).isTrue();
    assertThat(names(scanner)).containsExactly("one", "two");
  }

  @Test
  void newAndDeletedFilesOfADirectoryAreSeenAndHiddenOrOtherOnesAreNot() throws IOException {
    FileScanner scanner = new FileScanner(List.of(directory));
    Files.writeString(directory.resolve("b.yml"), service("b"));
    Files.writeString(directory.resolve("c.json"), "{}");
    Files.writeString(directory.resolve(".hidden.yaml"), service("hidden"));
    Files.writeString(directory.resolve("d.yaml~"), service("backup"));
    Files.createDirectory(directory.resolve("sub.yaml"));
    Files.delete(file);
    scanner.scan(now);
    assertThat(scanAfter(scanner, FileScanner.SETTLED_LOSS)).isTrue();
    assertThat(names(scanner)).containsExactly("b");
    assertThat(scanner.contents().findings())
        .extracting(finding -> finding.place().file().getFileName())
        .containsExactly(Path.of("c.json"));
  }

  @Test
  void aMistakeKeepsWhatWasThereAndIsReported() throws IOException {
    FileScanner scanner = new FileScanner(List.of(directory));
    Files.write(file, "kind: Gr\u00fc\u00dfe".getBytes(StandardCharsets.ISO_8859_1));
    scanner.scan(now);
    assertThat(scanAfter(scanner, FileScanner.SETTLED_LOSS)).isTrue();
    assertThat(names(scanner)).containsExactly("one");
    assertThat(scanner.contents().findings())
        .extracting(Finding::message)
        .containsExactly("is no YAML: not UTF-8");
  }

  private boolean scanAfter(FileScanner scanner, Duration time) {
    now += time.toNanos();
    return scanner.scan(now);
  }

  private static List<String> names(FileScanner scanner) {
    return scanner.contents().objects().stream()
        .filter(object -> object.kind() == io.aigw.api.Kind.SERVICE)
        .map(object -> object.metadata().name())
        .toList();
  }

  private static String service(String name) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s}
    spec: {ports: [{port: 80}]}
    """
        .formatted(name);
  }
}
