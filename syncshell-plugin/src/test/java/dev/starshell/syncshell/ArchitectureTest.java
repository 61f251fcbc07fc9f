package dev.starshell.syncshell;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.crypto.XWing;
import dev.starshell.syncshell.receipt.file.VerifyReceipts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The import rules of docs/ARCHITECTURE.md for this module. A package stands in exactly one layer:
/// one that is new must be put in a list here before the build passes.
final class ArchitectureTest {
  private static final String BASE = "dev.starshell.syncshell";

  private static final List<String> VALUES =
      List.of(
          "machine",
          "content",
          "limits",
          "crypto",
          "crypto.handshake",
          "crypto.seal",
          "protocol",
          "text",
          "cbor",
          "envelope",
          "receipt");
  private static final List<String> DECISIONS =
      List.of(
          "membership",
          "membership.log",
          "manifest",
          "contract",
          "transfer",
          "link",
          "quarantine",
          "recovery",
          "schedule",
          "trust");
  private static final List<String> PORTS =
      List.of("carrier", "store", "journal", "library", "control", "failpoint");
  private static final List<String> EDGES =
      List.of(
          "carrier.webrtc",
          "carrier.tcp",
          "carrier.quic",
          "carrier.relayed",
          "carrier.sealed",
          "store.file",
          "journal.sqlite",
          "scan",
          "install",
          "archive",
          "crypto.file",
          "receipt.file",
          "command",
          "metrics",
          "runtime");

  /// What computes and sees nothing of the world. `java.io` only as streams in memory, `java.nio`
  /// only as buffers.
  private static final DescribedPredicate<JavaClass> PURE_JDK =
      resideInAnyPackage(
              "java.lang",
              "java.lang.annotation",
              "java.lang.invoke",
              "java.lang.runtime",
              "java.math",
              "java.nio.charset",
              "java.security",
              "java.security.interfaces",
              "java.security.spec",
              "java.text",
              "java.time",
              "java.util",
              "java.util.function",
              "java.util.regex",
              "java.util.stream",
              "java.util.zip",
              "javax.crypto",
              "javax.crypto.spec",
              "org.jspecify.annotations")
          .or(
              belongToAnyOf(
                  ByteBuffer.class,
                  java.nio.Buffer.class,
                  java.nio.CharBuffer.class,
                  ByteOrder.class,
                  ByteArrayOutputStream.class,
                  IOException.class,
                  UncheckedIOException.class,
                  Serializable.class));

  /// Where a purely computing class could still see a clock, chance, a thread or the machine.
  private static final DescribedPredicate<JavaClass> WORLD =
      belongToAnyOf(
          Thread.class,
          ThreadLocal.class,
          Runtime.class,
          Process.class,
          ProcessBuilder.class,
          Clock.class,
          java.util.Random.class,
          java.util.random.RandomGenerator.class,
          java.util.Timer.class,
          java.security.SecureRandom.class);

  private static final DescribedPredicate<JavaClass> JACKSON =
      resideInAPackage("com.fasterxml.jackson..");
  private static final DescribedPredicate<JavaClass> GUAVA_COLLECTIONS =
      describe(
          "Guava's immutable collections",
          seen -> seen.getName().startsWith("com.google.common.collect.Immutable"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages(BASE);

  @Test
  void everyPackageStandsInOneLayer() {
    classes()
        .should()
        .resideInAnyPackage(
            Stream.concat(
                    Stream.of(BASE),
                    Stream.of(VALUES, DECISIONS, PORTS, EDGES)
                        .flatMap(List::stream)
                        .map(n -> BASE + "." + n))
                .toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void valuesImportOnlyThePureJdkAndEachOther() {
    classes()
        .that(areIn(VALUES))
        .should()
        .onlyDependOnClassesThat(PURE_JDK.or(areIn(VALUES)).or(JACKSON))
        .check(CLASSES);
  }

  @Test
  void decisionsImportOnlyValuesAndImmutableCollections() {
    classes()
        .that(areIn(DECISIONS))
        .should()
        .onlyDependOnClassesThat(
            PURE_JDK.or(areIn(VALUES)).or(areIn(DECISIONS)).or(GUAVA_COLLECTIONS))
        .check(CLASSES);
  }

  /// `transfer` may hold a `Contract`: both sides' account of what was agreed, which `contract`
  /// makes and which never changes. What decides it, and every machine, stays where it is.
  /// `membership.log` is a part of `membership` and speaks its words: invites, join requests,
  /// refusals.
  @Test
  void noDecisionPackageUsesAnothersMachine() {
    DescribedPredicate<JavaClass> agreed = belongToAnyOf(Contract.class);
    for (String one : DECISIONS) {
      DescribedPredicate<JavaClass> others =
          areIn(
              DECISIONS.stream()
                  .filter(other -> !other.equals(one))
                  .filter(other -> !(one.equals("membership.log") && other.equals("membership")))
                  .toList());
      noClasses()
          .that(areIn(List.of(one)))
          .should()
          .dependOnClassesThat(one.equals("transfer") ? others.and(not(agreed)) : others)
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  /// `crypto.GivenBytes` extends `SecureRandom` by a source that gives the bytes it was given,
  /// because the JDK computes some keys only while it draws them. It draws nothing; `Signatures`
  /// and `XWing` hand it to the JDK.
  @Test
  void valuesAndDecisionsSeeNoClockChanceOrThread() {
    noClasses()
        .that(areIn(VALUES).or(areIn(DECISIONS)))
        .and()
        .doNotHaveFullyQualifiedName(Signatures.class.getName())
        .and()
        .doNotHaveFullyQualifiedName(XWing.class.getName())
        .and()
        .doNotHaveFullyQualifiedName("dev.starshell.syncshell.crypto.GivenBytes")
        .should()
        .dependOnClassesThat(WORLD)
        .check(CLASSES);
    noClasses()
        .that(areIn(VALUES).or(areIn(DECISIONS)))
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .orShould()
        .callMethod(System.class, "getProperty", String.class)
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(java.util.UUID.class, "randomUUID")
        .check(CLASSES);
  }

  /// A port says what an edge does for a shell. Its methods move files and bytes, so `java.io` and
  /// `java.nio` are its words; `java.util.concurrent` is `TimeUnit` and futures. `library` and
  /// `control` also speak of entries and received archives: these records belong to `manifest`,
  /// which decides by them, and copying each into a second type would only double them. `library`
  /// names the library that `journal` keeps for the same reason, and what `quarantine` decided.
  @Test
  void portsImportOnlyValues() {
    DescribedPredicate<JavaClass> jdk = resideInAnyPackage("java..", "org.jspecify.annotations");
    DescribedPredicate<JavaClass> own = areIn(VALUES).or(jdk);
    for (String port : PORTS) {
      boolean shows = port.equals("library") || port.equals("control");
      DescribedPredicate<JavaClass> more =
          shows ? areIn(List.of(port, "manifest", "journal", "quarantine")) : areIn(List.of(port));
      classes()
          .that(areIn(List.of(port)))
          .should()
          .onlyDependOnClassesThat(own.or(more))
          .check(CLASSES);
    }
  }

  @Test
  void portsAreInterfacesRecordsEnumsAndExceptions() {
    classes()
        .that(areIn(PORTS))
        .and()
        .haveSimpleNameNotEndingWith("package-info")
        .should()
        .beInterfaces()
        .orShould()
        .beRecords()
        .orShould()
        .beEnums()
        .orShould()
        .beAssignableTo(Throwable.class)
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
                        .that(areIn(List.of(edge)))
                        .should()
                        .dependOnClassesThat(
                            areIn(EDGES.stream().filter(other -> !other.equals(edge)).toList())
                                .or(resideInAPackage(BASE)))
                        .allowEmptyShould(true)
                        .check(CLASSES)))
        .toList();
  }

  @Test
  void onlyTheBasePackageWires() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BASE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BASE)
        .check(CLASSES);
  }

  @TestFactory
  List<DynamicTest> aLibraryHasOneHome() {
    return List.of(
        home("dev.onvoid.webrtc..", "carrier.webrtc"),
        home("java.lang.foreign..", "carrier.webrtc"),
        home("org.sqlite..", "journal.sqlite"),
        home("java.sql..", "journal.sqlite"),
        home("com.fasterxml.jackson..", "cbor", "archive"));
  }

  @Test
  void theHostIsKnownByItsApiAlone() {
    noClasses()
        .should()
        .dependOnClassesThat(resideInAPackage("dev.starshell.host.."))
        .orShould()
        .dependOnClassesThat(
            resideInAPackage("dev.starshell..")
                .and(not(resideInAnyPackage(BASE + "..", "dev.starshell.api.."))))
        .check(CLASSES);
    noClasses()
        .that(areIn(VALUES).or(areIn(DECISIONS)).or(areIn(PORTS)))
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.starshell.api..")
        .check(CLASSES);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nothingSleepsOrKeepsThreadLocals() {
    noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", java.time.Duration.class)
        .orShould()
        .dependOnClassesThat(belongToAnyOf(ThreadLocal.class))
        .check(CLASSES);
  }

  /// The verifier of receipts is the one main of the plugin's JAR; no host runs it.
  @Test
  void nothingButTheMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(VerifyReceipts.class.getName())
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(CLASSES);
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(VerifyReceipts.class.getName())
        .should()
        .dependOnClassesThat()
        .areAssignableTo(VerifyReceipts.class)
        .check(CLASSES);
  }

  @Test
  void noStaticFieldIsMutable() {
    com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields()
        .that()
        .areStatic()
        .and()
        .doNotHaveModifier(JavaModifier.SYNTHETIC)
        .should()
        .beFinal()
        .check(CLASSES);
  }

  private static DescribedPredicate<JavaClass> areIn(List<String> packages) {
    return resideInAnyPackage(
            packages.stream().map(name -> BASE + "." + name).toArray(String[]::new))
        .as("are in %s", packages);
  }

  private static DynamicTest home(String library, String... owners) {
    return DynamicTest.dynamicTest(
        library,
        () ->
            noClasses()
                .that(not(areIn(List.of(owners))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .check(CLASSES));
  }
}
