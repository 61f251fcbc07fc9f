package dev.starshell.host;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The import rules of docs/ARCHITECTURE.md for this module, the relay's packages included.
final class ArchitectureTest {
  private static final String HOST = "dev.starshell.host";
  private static final String[] DECISIONS = {
    HOST + ".relay..", HOST + ".lifecycle..", HOST + ".admin.."
  };

  /// Values, as `protocol` is in the plugin: they may use Jackson and streams in memory.
  private static final String FRAME = HOST + ".frame..";

  private static final List<String> EDGES =
      List.of("config", "plugins", "console", "bridge", "http", "metrics", "cluster", "runtime");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(HOST);

  @Test
  void decisionsImportOnlyThePureJdkAndTheValuesOfTheApi() {
    ArchRule rule =
        ArchRuleDefinition.classes()
            .that()
            .resideInAnyPackage(DECISIONS)
            .should()
            .onlyDependOnClassesThat(
                resideInAnyPackage(
                        "java.lang..",
                        "java.math..",
                        "java.nio.charset..",
                        "java.security..",
                        "java.time..",
                        "java.util..",
                        "dev.starshell.api..",
                        "org.jspecify..")
                    .or(resideInAPackage(FRAME))
                    .or(resideInAnyPackage(DECISIONS)));

    rule.check(CLASSES);
  }

  @Test
  void valuesImportOnlyThePureJdkTheApiAndTheirCodec() {
    noClasses()
        .that()
        .resideInAPackage(FRAME)
        .should()
        .dependOnClassesThat(
            not(
                resideInAnyPackage(
                    "java..",
                    "com.fasterxml.jackson..",
                    "dev.starshell.api..",
                    "org.jspecify..",
                    FRAME)))
        .orShould()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "java.nio.file..", "java.nio.channels..", "java.util.concurrent..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, java.time.Clock.class, java.security.SecureRandom.class)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void decisionsSeeNoThreadLockClockOrChance() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(DECISIONS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..", "java.util.logging..")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(
                Thread.class,
                java.time.Clock.class,
                java.util.Random.class,
                java.security.SecureRandom.class,
                ThreadLocal.class)
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");

    rule.check(CLASSES);
  }

  @Test
  void noDecisionPackageUsesAnothersMachine() {
    slices()
        .matching(HOST + ".(relay|lifecycle|admin)..")
        .should()
        .notDependOnEachOther()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @TestFactory
  List<DynamicTest> noEdgePackageImportsAnother() {
    return EDGES.stream()
        .map(edge ->
            DynamicTest.dynamicTest(
                edge,
                () ->
                    noClasses()
                        .that()
                        .resideInAPackage(HOST + "." + edge + "..")
                        .should()
                        .dependOnClassesThat(
                            resideInAnyPackage(
                                    EDGES.stream()
                                        .filter(other -> !other.equals(edge))
                                        .map(other -> HOST + "." + other + "..")
                                        .toArray(String[]::new))
                                .or(resideInAPackage(HOST)))
                        .allowEmptyShould(true)
                        .check(CLASSES)))
        .toList();
  }

  @TestFactory
  List<DynamicTest> aLibraryHasOneHome() {
    return List.of(
        home("org.snakeyaml..", "config"),
        home("org.jline..", "console"),
        home("io.javalin..", "http"),
        home("org.eclipse.jetty..", "http"),
        home("io.micrometer..", "metrics"),
        home("io.prometheus..", "metrics"),
        home("ch.qos.logback..", "runtime"));
  }

  @Test
  void homeIsALeaf() {
    noClasses()
        .that()
        .resideInAPackage(HOST + ".home..")
        .should()
        .dependOnClassesThat(not(resideInAnyPackage("java..", "org.jspecify..", HOST + ".home..")))
        .check(CLASSES);
  }

  @Test
  void thePluginIsUnknownToTheHost() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.starshell.syncshell..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching(HOST + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void onlyMainsEndTheProcess() {
    noClasses()
        .that()
        .haveSimpleNameNotEndingWith("Main")
        .and()
        .haveSimpleNameNotEndingWith("CommandClient")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
  }

  @Test
  void nothingSleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(CLASSES);
    noClasses().should().callMethod(Thread.class, "sleep", java.time.Duration.class).check(CLASSES);
  }

  private static DynamicTest home(String library, String edge) {
    return DynamicTest.dynamicTest(
        library,
        () ->
            noClasses()
                .that()
                .resideOutsideOfPackage(HOST + "." + edge + "..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES));
  }
}
