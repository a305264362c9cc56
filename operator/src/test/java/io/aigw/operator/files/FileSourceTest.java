package io.aigw.operator.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileSourceTest {

  @TempDir private Path directory;

  @Test
  void tellsOfChangesWhileItWatches() throws IOException, InterruptedException {
    Path file = directory.resolve("a.yaml");
    Files.writeString(file, "apiVersion: v1\nkind: Service\nmetadata: {name: one}\nspec: {}\n");
    BlockingQueue<List<Change>> changes = new LinkedBlockingQueue<>();
    try (FileSource source = new FileSource(List.of(directory))) {
      source.watch((before, after) -> changes.add(after.changesSince(before)));
      Files.writeString(file, "apiVersion: v1\nkind: Service\nmetadata: {name: two}\nspec: {}\n");

      assertThat(changes.take())
          .extracting(Change::object)
          .containsExactly("service default/one", "service default/two");
      assertThat(source.contents().objects()).hasSize(2);
    }
  }

  @Test
  void aPathThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> new FileSource(List.of(directory.resolve("none"))))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }
}
