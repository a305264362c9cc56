package io.aigw.operator.command;

import io.aigw.api.ApiObject;
import io.aigw.compile.Compilation;
import io.aigw.compile.Compiler;
import io.aigw.operator.files.FileContents;
import io.aigw.operator.files.FileSource;
import io.aigw.operator.local.SimulatedCluster;
import io.aigw.operator.local.Unavailable;
import io.aigw.operator.report.CheckReport;
import io.aigw.resource.ResourceSet;
import java.io.PrintWriter;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code aigw check}: compiles files and says what came of it. Starts nothing. */
@Command(
    name = "check",
    description = {
      "Compile YAML files and print every object's verdict and every rule's way.",
      "Exits with 1 if an object is rejected or a file cannot be read."
    },
    mixinStandardHelpOptions = true)
public final class CheckCommand implements Callable<Integer> {

  /** How the report is printed. */
  private enum Output {
    table,
    json
  }

  @Parameters(
      arity = "1..*",
      paramLabel = "PATH",
      description = "YAML or JSON files, or directories")
  private List<Path> paths = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      description = "table or json (${DEFAULT-VALUE})")
  private Output output = Output.table;

  @Mixin private CompilerSettings compiler = new CompilerSettings();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws Unavailable {
    FileContents contents = read();
    List<ApiObject> objects = new ArrayList<>(contents.objects());
    objects.addAll(SimulatedCluster.planned(contents.objects(), contents.deployments()));
    Compilation compilation = new Compiler(compiler.options()).compile(ResourceSet.of(objects));
    CheckReport report = CheckReport.of(contents, compilation);
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    out.println(
        switch (output) {
          case table -> report.table();
          case json -> report.json();
        });
    out.flush();
    return report.isGood() ? 0 : 1;
  }

  private FileContents read() throws Unavailable {
    try (FileSource files = new FileSource(paths)) {
      return files.contents();
    } catch (NoSuchFileException e) {
      throw new Unavailable(e.getFile() + ": no such file or directory");
    }
  }
}
