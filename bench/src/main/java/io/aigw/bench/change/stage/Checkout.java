package io.aigw.bench.change.stage;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The project's own programs, which are run as its users run them.
 *
 * @param root where the launcher is
 */
public record Checkout(Path root) {

  /** The launcher. */
  public String aigw() {
    return root.resolve("aigw").toString();
  }

  /** The API's definitions, those of Gateway API's experimental channel first. */
  public List<Path> definitions(Path gatewayApi) {
    return List.of(gatewayApi, root.resolve("crds"), root.resolve("crds/envoy-gateway"));
  }

  /** Gets what needs the internet, so that a run needs none. */
  public void prepare(Path gatewayApi) throws IOException, InterruptedException {
    run("e2e/rig/build-programs.sh", "--level", "1");
    run("e2e/gateway-api-crds.sh", gatewayApi.toString());
  }

  /** Runs a script; its progress is shown, what it prints is returned. */
  public String run(String script, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(root.resolve(script).toString()));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " failed; its reason stands above");
    }
    return output;
  }
}
