package dev.starshell.harness;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.starshell");

  @Test
  void nothingImportsTheHarness() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.starshell.harness..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.starshell.harness..")
        .check(PRODUCT);
  }

  @Test
  void hostAndPluginNeverImportEachOther() {
    noClasses()
        .that()
        .resideInAPackage("dev.starshell.host..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.starshell.syncshell..")
        .allowEmptyShould(true)
        .check(PRODUCT);
    noClasses()
        .that()
        .resideInAPackage("dev.starshell.syncshell..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.starshell.host..")
        .allowEmptyShould(true)
        .check(PRODUCT);
  }

  @Test
  void packagesOfTheHarnessFormNoCycle() {
    slices().matching("dev.starshell.harness.(*)..").should().beFreeOfCycles().check(PRODUCT);
  }

  @Test
  void hostsAreOnlyTalkedToAsProcesses() {
    classes()
        .that()
        .resideInAnyPackage("dev.starshell.harness.lab..", "dev.starshell.harness.demo..")
        .should()
        .onlyDependOnClassesThat()
        .resideOutsideOfPackages("dev.starshell.host..", "dev.starshell.syncshell..")
        .check(PRODUCT);
  }
}
