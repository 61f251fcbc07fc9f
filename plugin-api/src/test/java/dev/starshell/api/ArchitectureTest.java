package dev.starshell.api;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/// The import rules of docs/ARCHITECTURE.md for the plugin API.
final class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.starshell.api");

  @Test
  void theApiImportsOnlyTheJdkJspecifyAndSlf4j() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify..", "org.slf4j..", "dev.starshell.api..")
        .check(CLASSES);
  }

  @Test
  void portsKnowNothingOfEachOther() {
    slices().matching("dev.starshell.api.(*)..").should().notDependOnEachOther().check(CLASSES);
  }
}
