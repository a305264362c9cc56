package io.aigw.operator.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.aigw.api.ObjectKey;
import io.aigw.compile.Compilation;
import io.aigw.operator.files.FileContents;
import io.aigw.operator.files.Finding;
import io.aigw.operator.files.Place;
import io.aigw.status.Condition;
import io.aigw.status.Verdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What {@code aigw check} says: every object's verdict, every rule's way, every file's mistakes.
 */
public record CheckReport(
    List<ObjectVerdict> objects, List<RuleLine> rules, List<FindingLine> files) {

  /**
   * One object.
   *
   * @param file where it is; null where no file has it
   * @param accepted whether nothing about it is refused or unresolved
   */
  public record ObjectVerdict(
      String object, @Nullable String file, boolean accepted, List<ConditionLine> conditions) {}

  /**
   * One of an object's conditions, or one of its parts'.
   *
   * @param problem whether it says that something was refused or does not resolve
   */
  public record ConditionLine(
      String type, String status, String reason, String message, boolean problem) {}

  /** One rule. */
  public record RuleLine(String route, String rule, String way, String leadsTo, String why) {}

  /** One mistake or note. */
  public record FindingLine(
      String severity, String file, String object, String field, String message) {}

  /** The report on files and what they compile to. */
  public static CheckReport of(FileContents contents, Compilation compilation) {
    return new CheckReport(
        compilation.verdicts().values().stream()
            .map(verdict -> objectVerdict(verdict, contents))
            .toList(),
        compilation.rules().stream()
            .map(
                rule ->
                    new RuleLine(
                        rule.route().qualifiedName(),
                        rule.rule(),
                        rule.way().toString().toLowerCase(Locale.ROOT),
                        rule.leadsTo(),
                        rule.reason()))
            .toList(),
        contents.findings().stream().map(CheckReport::findingLine).toList());
  }

  /** Whether every object is accepted and every file can be read. */
  public boolean isGood() {
    return objects.stream().allMatch(ObjectVerdict::accepted)
        && files.stream()
            .noneMatch(line -> line.severity().equals(severity(Finding.Severity.ERROR)));
  }

  /** For people. */
  public String table() {
    Table verdicts = new Table("OBJECT", "VERDICT", "REASON", "MESSAGE");
    for (ObjectVerdict object : objects) {
      String name = object.object();
      String verdict = object.accepted() ? "accepted" : "rejected";
      for (ConditionLine condition : shown(object)) {
        verdicts.add(name, verdict, condition.reason(), condition.message());
        name = "";
        verdict = "";
      }
    }
    Table ways = new Table("RULE", "WAY", "LEADS TO", "WHY");
    rules.forEach(
        rule -> ways.add(rule.route() + " " + rule.rule(), rule.way(), rule.leadsTo(), rule.why()));
    Table mistakes = new Table("FILE", "SEVERITY", "OBJECT", "FIELD", "MESSAGE");
    files.forEach(
        line ->
            mistakes.add(
                line.file(), line.severity(), line.object(), line.field(), line.message()));
    StringBuilder text = new StringBuilder();
    for (Table table : List.of(verdicts, ways, mistakes)) {
      if (!table.isEmpty()) {
        text.append(text.isEmpty() ? "" : "\n").append(table);
      }
    }
    return text.toString();
  }

  /** For programs: an object with {@code objects}, {@code rules} and {@code files}. */
  public String json() {
    try {
      return JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .build()
          .writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a report is plain data", e);
    }
  }

  /** Of an accepted object the one condition that says so, of another one all that say no. */
  private static List<ConditionLine> shown(ObjectVerdict object) {
    if (object.conditions().isEmpty()) {
      return List.of(new ConditionLine("", "", "", "", false));
    }
    if (object.accepted()) {
      return List.of(object.conditions().getFirst());
    }
    return object.conditions().stream().filter(ConditionLine::problem).distinct().toList();
  }

  private static ObjectVerdict objectVerdict(Verdict verdict, FileContents contents) {
    ObjectKey key = verdict.object();
    return new ObjectVerdict(
        key.toString(),
        contents.placeOf(key).map(Place::toString).orElse(null),
        !verdict.hasProblem(),
        Problems.conditions(verdict).map(CheckReport::conditionLine).toList());
  }

  private static ConditionLine conditionLine(Condition condition) {
    return new ConditionLine(
        condition.type(),
        condition.state().toString(),
        condition.reason(),
        condition.message(),
        condition.isProblem());
  }

  private static FindingLine findingLine(Finding finding) {
    return new FindingLine(
        severity(finding.severity()),
        finding.place().toString(),
        finding.object(),
        finding.field(),
        finding.message());
  }

  private static String severity(Finding.Severity severity) {
    return severity.toString().toLowerCase(Locale.ROOT);
  }
}
