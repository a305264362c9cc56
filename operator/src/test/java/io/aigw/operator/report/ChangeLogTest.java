package io.aigw.operator.report;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.compile.CompilerOptions;
import io.aigw.operator.files.FileContents;
import io.aigw.operator.files.FileSource;
import io.aigw.resource.ResourceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

@Timeout(60)
class ChangeLogTest {

  private static final String OBJECTS =
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
        listeners: [{name: http, protocol: HTTP, port: 33031}]
      ---
      apiVersion: aigateway.envoyproxy.io/v1alpha1
      kind: AIGatewayRoute
      metadata: {name: route}
      spec:
        schema: {name: OpenAI}
        targetRefs: [{name: llm, kind: Gateway, group: gateway.networking.k8s.io}]
        rules:
          - backendRefs:
              - name: one
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
      spec:
        ports: [{port: 80}]
      """;

  @TempDir private Path directory;

  private final Logger logger = (Logger) LoggerFactory.getLogger(ChangeLog.class);
  private final ListAppender<ILoggingEvent> events = new ListAppender<>();
  private final ChangeLog changeLog = new ChangeLog();
  private final Compiler compiler = new Compiler(CompilerOptions.DEFAULTS);
  private final BlockingQueue<FileContents> updates = new LinkedBlockingQueue<>();
  private Compilation compilation = compiler.compile(ResourceSet.of(List.of()));
  private FileSource files;

  @BeforeEach
  void start() throws IOException {
    events.start();
    logger.addAppender(events);
    Files.writeString(file(), OBJECTS);
    files = new FileSource(List.of(directory));
    changeLog.started(files.contents());
    compile(files.contents());
    files.watch(
        (before, after) -> {
          changeLog.changed(before, after);
          updates.add(after);
        });
    assertThat(events.list).isEmpty();
  }

  @AfterEach
  void stop() {
    files.close();
    logger.detachAppender(events);
  }

  @Test
  void aChangeIsToldWithItsFieldAndWhatIsWrongNow() throws Exception {
    change(OBJECTS.replace("- name: one", "- name: two"));

    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("WARN changed")
        .contains("object=aigatewayroute default/route")
        .contains("file=" + file() + ":21")
        .contains("field=spec.rules[0].backendRefs[0].name")
        .contains("from=one")
        .contains("to=two")
        .contains("problem=")
        .contains("aiservicebackend default/two");
  }

  @Test
  void anObjectWhoseProblemComesFromElsewhereHasALineToo() throws Exception {
    change(OBJECTS.substring(0, OBJECTS.indexOf("---\napiVersion: v1")));

    assertThat(lines())
        .anyMatch(line -> line.startsWith("INFO removed") && line.contains("service default/one"))
        .anyMatch(
            line ->
                line.startsWith("WARN object has a problem")
                    && line.contains("object=aiservicebackend default/one")
                    && line.contains("file=" + file() + ":23"));

    events.list.clear();
    change(OBJECTS);
    assertThat(lines())
        .anyMatch(line -> line.startsWith("INFO added") && line.contains("service default/one"))
        .anyMatch(
            line ->
                line.startsWith("INFO problem is solved")
                    && line.contains("aiservicebackend default/one"));
  }

  @Test
  void aMistakeIsToldOnceWithFileObjectAndField() throws Exception {
    String broken = OBJECTS.replace("port: 80}]", "port: many}]");
    change(broken);
    change(broken + "# and a comment\n");

    assertThat(lines())
        .singleElement()
        .asString()
        .startsWith("ERROR not used; what was there before stays")
        .contains("file=" + file() + ":34")
        .contains("object=service default/one")
        .contains("field=spec.ports[0].port");
  }

  @Test
  void whatIsUsedAgainIsToldAlthoughNothingElseChanged() throws Exception {
    change(OBJECTS.replace("port: 80}]", "port: many}]"));
    change("}: [");
    events.list.clear();
    change(OBJECTS);

    assertThat(lines()).containsExactly("INFO used again file=" + file());

    change(OBJECTS.replace("port: 80}]", "port: many}]"));
    events.list.clear();
    change(OBJECTS);

    assertThat(lines())
        .containsExactly("INFO used again file=" + file() + " object=service default/one");
  }

  private Path file() {
    return directory.resolve("a.yaml");
  }

  private void change(String text) throws IOException, InterruptedException {
    Files.writeString(file(), text);
    compile(updates.take());
  }

  private void compile(FileContents contents) {
    Compilation before = compilation;
    compilation = compiler.compile(ResourceSet.of(contents.objects()));
    changeLog.compiled(before, compilation);
  }

  private List<String> lines() {
    return events.list.stream()
        .map(
            event ->
                event.getLevel()
                    + " "
                    + event.getFormattedMessage()
                    + event.getKeyValuePairs().stream()
                        .map(pair -> " " + pair.key + "=" + pair.value)
                        .collect(Collectors.joining()))
        .toList();
  }
}
