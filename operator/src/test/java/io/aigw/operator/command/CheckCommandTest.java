package io.aigw.operator.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class CheckCommandTest {

  private static final String GOOD =
      """
      apiVersion: gateway.networking.k8s.io/v1
      kind: GatewayClass
      metadata: {name: aigw}
      spec: {controllerName: aigw.io/gatewayclass-controller}
      ---
      apiVersion: gateway.networking.k8s.io/v1
      kind: Gateway
      metadata: {name: llm}
      spec:
        gatewayClassName: aigw
        listeners: [{name: http, protocol: HTTP, port: 80}]
      ---
      apiVersion: aigateway.envoyproxy.io/v1alpha1
      kind: AIGatewayRoute
      metadata: {name: route}
      spec:
        schema: {name: OpenAI}
        targetRefs: [{name: llm, kind: Gateway, group: gateway.networking.k8s.io}]
        rules:
          - backendRefs: [{name: one}]
      ---
      apiVersion: aigateway.envoyproxy.io/v1alpha1
      kind: AIServiceBackend
      metadata: {name: one}
      spec:
        schema: {name: OpenAI}
        backendRef: {name: one, kind: Service, port: 80}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: one}
      spec: {ports: [{port: 80}], selector: {app: one}}
      ---
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: one}
      spec: {template: {metadata: {labels: {app: one}}}}
      """;

  @TempDir private Path directory;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CommandLine aigw =
      RootCommand.commandLine("check")
          .setOut(new PrintWriter(out, true))
          .setErr(new PrintWriter(err, true));

  @Test
  void goodFilesAreATableOfVerdictsAndWays() throws IOException {
    assertThat(check(GOOD)).isZero();
    assertThat(out.toString())
        .containsPattern("aigatewayroute default/route +accepted +Accepted")
        .containsPattern("default/route 0 +native +AIServiceBackend one")
        .doesNotContain("rejected", "SEVERITY");
  }

  @Test
  void aRejectedObjectIsAFailure() throws IOException {
    assertThat(check(GOOD.replace("{name: one}]", "{name: two}]"))).isEqualTo(1);
    assertThat(out.toString())
        .containsPattern("aigatewayroute default/route +rejected +\\w+ +.*two");
  }

  @Test
  void aMalformedFileIsAFailure() throws IOException {
    assertThat(check(GOOD + "---\n{{\n")).isEqualTo(1);
    assertThat(out.toString()).containsPattern("a\\.yaml:\\d+ +error +is no YAML");
  }

  @Test
  void anUnknownFieldIsTold() throws IOException {
    assertThat(check(GOOD.replace("ClassName: aigw", "ClassName: aigw\n  colour: red"))).isZero();
    assertThat(out.toString())
        .containsPattern("a\\.yaml:11 +warning +gateway default/llm +spec\\.colour")
        .doesNotContain("rejected");
  }

  @Test
  void theSameIsThereForPrograms() throws IOException {
    assertThat(check(GOOD, "-o", "json")).isZero();
    JsonNode report = new ObjectMapper().readTree(out.toString());

    assertThat(report.at("/objects/0/object").asText()).isEqualTo("gatewayclass aigw");
    assertThat(report.at("/objects/0/file").asText()).endsWith("a.yaml:1");
    assertThat(report.at("/objects/0/accepted").asBoolean()).isTrue();
    assertThat(report.at("/rules/0/way").asText()).isEqualTo("native");
    assertThat(report.at("/files")).isEmpty();
  }

  @Test
  void aPathThatDoesNotExistIsNamedInOneLine() {
    assertThat(aigw.execute("check", directory.resolve("none").toString())).isEqualTo(1);
    assertThat(err.toString().strip())
        .isEqualTo("aigw: " + directory.resolve("none") + ": no such file or directory");
  }

  private int check(String yaml, String... options) throws IOException {
    Path file = directory.resolve("a.yaml");
    Files.writeString(file, yaml);
    String[] arguments = new String[options.length + 2];
    arguments[0] = "check";
    arguments[1] = file.toString();
    System.arraycopy(options, 0, arguments, 2, options.length);
    return aigw.execute(arguments);
  }
}
