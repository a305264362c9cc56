package io.aigw.e2e.kit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32;

/** OpenAI's own client for Python, installed once for a machine in the release that is pinned. */
public final class OpenAiSdk {
  private static final Path FILES = Checkout.file("e2e/src/test/resources/sdk");
  private static final Path REQUIREMENTS = FILES.resolve("requirements.txt");

  private OpenAiSdk() {}

  /** Everything that {@code ask.py} asks of a gateway, and what came back. */
  public static JsonNode ask(String url, String model) throws IOException, InterruptedException {
    String script = FILES.resolve("ask.py").toString();
    return Http.json(Outcome.of(python().toString(), script, url, model).succeeded().out());
  }

  private static Path python() throws IOException, InterruptedException {
    Path home = Checkout.cache().resolve("python").resolve("openai-" + release());
    Path complete = home.resolve("complete");
    if (!Files.exists(complete)) {
      Files.createDirectories(home);
      run("python3", "-m", "venv", home.toString());
      run(
          home.resolve("bin/pip").toString(),
          "install",
          "--quiet",
          "--disable-pip-version-check",
          "--requirement",
          REQUIREMENTS.toString());
      Files.createFile(complete);
    }
    return home.resolve("bin/python");
  }

  /** Another one for each content of the requirements. */
  private static String release() throws IOException {
    CRC32 sum = new CRC32();
    sum.update(Files.readAllBytes(REQUIREMENTS));
    return HexFormat.of().toHexDigits((int) sum.getValue());
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Outcome.of(Checkout.ROOT, List.of(command), Duration.ofMinutes(5)).succeeded();
  }
}
