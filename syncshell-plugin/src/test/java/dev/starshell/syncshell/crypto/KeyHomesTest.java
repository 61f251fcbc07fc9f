package dev.starshell.syncshell.crypto;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.nio.file.Files;
import java.security.KeyFactory;
import org.junit.jupiter.api.Test;

final class KeyHomesTest {
  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.starshell.syncshell");

  /// `XWing` makes keys of key encapsulation; those of members have one home.
  @Test
  void oneClassAloneMakesMemberKeysOutOfBytes() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName(Signatures.class.getName())
        .and()
        .doNotHaveFullyQualifiedName(XWing.class.getName())
        .should()
        .dependOnClassesThat()
        .areAssignableTo(KeyFactory.class)
        .check(PRODUCT);
  }

  @Test
  void thePrivateKeyIsWrittenByTheIdentityFileAlone() {
    classes()
        .that()
        .containAnyMethodsThat(
            com.tngtech.archunit.base.DescribedPredicate.describe(
                "ask for the private key",
                method ->
                    method.getMethodCallsFromSelf().stream()
                        .anyMatch(call -> call.getTarget().getName().equals("toPkcs8"))))
        .should()
        .resideInAPackage("..crypto.file")
        .check(PRODUCT);
  }

  @Test
  void decisionsAboutTrustTouchNoFile() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..syncshell.membership",
            "..syncshell.manifest",
            "..syncshell.crypto",
            "..syncshell.cbor",
            "..syncshell.envelope",
            "..syncshell.text")
        .should()
        .dependOnClassesThat()
        .resideInAPackage(Files.class.getPackageName())
        .check(PRODUCT);
  }
}
