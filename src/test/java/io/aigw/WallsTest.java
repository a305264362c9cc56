package io.aigw;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The walls between the rooms, each with its reason. See docs/ARCHITECTURE.md. */
class WallsTest {

  private static final JavaClasses CORE =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.aigw");

  @TestFactory
  Stream<DynamicTest> walls() {
    return Stream.of(
            room("api", "com.fasterxml.jackson.annotation..")
                .because("resources are plain data that every room may read"),
            room("collection").because("a map is a map"),
            room("incremental", "io.aigw.collection..")
                .because("what is computed is none of its business"),
            room("ir", "io.aigw.collection..")
                .because("the plan is the contract between compiler and translation"),
            room("route").because("a processor may run without compiler and xDS"),
            room("pick", "io.aigw.route..").because("choosing an endpoint is pure"),
            room("signal", "io.aigw.pick..", "io.netty..", "java.net..", "org.slf4j..")
                .because("what servers say of themselves does not depend on who asks for it"),
            room("resource", "io.aigw.api..", "io.aigw.collection..", "com.fasterxml.jackson..")
                .because("the input of a round has no source and no consumer"),
            room("resolve", "io.aigw.api..", "io.aigw.resource..", "io.aigw.ir..")
                .because("what a name means does not depend on Envoy or Kubernetes clients"),
            room("status", "io.aigw.api..")
                .because("verdicts are data; writing them is the operator's"),
            room(
                    "compile",
                    "io.aigw.api..",
                    "io.aigw.collection..",
                    "io.aigw.incremental..",
                    "io.aigw.resource..",
                    "io.aigw.resolve..",
                    "io.aigw.ir..",
                    "io.aigw.status..",
                    "com.google.re2j..")
                .because("the compiler is pure: no Envoy messages, no I/O"),
            noClasses()
                .that()
                .resideInAnyPackage("io.aigw.resolve..", "io.aigw.compile..", "io.aigw.status..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class)
                .because("the same objects give the same output at any time"),
            room(
                    "xds.translate",
                    "io.aigw.collection..",
                    "io.aigw.ir..",
                    "io.aigw.route..",
                    "io.aigw.xds.snapshot..",
                    "io.envoyproxy.envoy..",
                    "com.github.xds..",
                    "com.google.protobuf..")
                .because("translation knows the plan, not what it was made from"),
            room("xds.snapshot", "io.envoyproxy..", "com.google.protobuf..")
                .because("a snapshot is bytes with names"),
            room(
                    "xds.publish",
                    "io.aigw.collection..",
                    "io.aigw.ir..",
                    "io.aigw.xds.translate..",
                    "io.aigw.xds.snapshot..",
                    "io.aigw.xds.server..")
                .because("what is refused is followed back to plans, not to objects"),
            noClasses()
                .that()
                .resideInAPackage("io.aigw.xds.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "io.aigw.api..",
                    "io.aigw.resource..",
                    "io.aigw.resolve..",
                    "io.aigw.ir..",
                    "io.aigw.compile..",
                    "io.aigw.status..",
                    "io.aigw.xds.publish..",
                    "io.aigw.xds.translate..")
                .because("the server delivers; what it delivers is none of its business"),
            noClasses()
                .that()
                .resideInAPackage("io.aigw.decide..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                    "io.aigw.api..",
                    "io.aigw.resource..",
                    "io.aigw.resolve..",
                    "io.aigw.ir..",
                    "io.aigw.compile..",
                    "io.aigw.status..",
                    "io.aigw.xds..",
                    "java.io..",
                    "java.nio.file..",
                    "java.net..")
                .because("an answer to Envoy waits for nothing and knows only route and pick"))
        .map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(CORE)));
  }

  /** A room may know the JDK without I/O, jspecify, itself and what is named. */
  private static ArchRule room(String room, String... known) {
    return classes()
        .that()
        .resideInAPackage("io.aigw." + room + "..")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            Stream.concat(
                    Stream.of(
                        "io.aigw." + room + "..",
                        "java.lang..",
                        "java.util..",
                        "java.time..",
                        "java.io",
                        "java.math",
                        "java.nio.charset..",
                        "java.security..",
                        "org.jspecify.annotations.."),
                    Stream.of(known))
                .toArray(String[]::new));
  }
}
