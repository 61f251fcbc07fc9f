package dev.starshell.syncshell.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every place where bytes from outside become a member's key. A new one must be written down here,
/// with what keeps the keys of small order out.
final class KeyImportsTest {
  private static final String BASE = "dev.starshell.syncshell.";

  /// Places that look at the key themselves.
  private static final Set<String> CHECKING =
      Set.of(
          "crypto.Signatures",
          "crypto.MemberKeyText",
          "membership.InviteBody",
          "membership.JoinRequest",
          "runtime.Hosting",
          "membership.log.LogActCodec",
          "crypto.handshake.OpeningCheck",
          "receipt.ReceiptCodec",
          "trust.KnownKeysCodec");

  /// Places that need not, and why.
  private static final Map<String, String> TRUSTING =
      Map.ofEntries(
          Map.entry("manifest.ManifestCodec", "must equal the owner, which is a member"),
          Map.entry("install.InstallPlanCodec", "only what this member has written itself"),
          Map.entry("journal.sqlite.SqliteInstallBook", "only what this member has written itself"),
          Map.entry("journal.sqlite.SqliteRecoveries", "only what this member has written itself"),
          Map.entry("journal.sqlite.SqliteArchiveBook", "only what this member has written itself"),
          Map.entry("journal.sqlite.SqliteLookBook", "only what this member has written itself"),
          Map.entry("recovery.RecoverySessionCodec", "only what this member has written itself"),
          Map.entry("runtime.KeyList", "only what this member has written itself"),
          Map.entry(
              "runtime.Rescue", "the relay has refused weak keys, and only members are let in"),
          Map.entry("runtime.Star", "the relay has refused weak keys, and only members are heard"),
          Map.entry("crypto.handshake.HandshakeCodec", "OpeningCheck looks at it"));

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.starshell.syncshell");

  @Test
  void everyPlaceThatTakesAKeyIsKnown() {
    Set<String> found = callers("of", MemberKey.class);

    found.removeAll(CHECKING);
    assertThat(found).isEqualTo(new TreeSet<>(TRUSTING.keySet()));
  }

  @Test
  void everyCheckingPlaceChecks() {
    Set<String> checking = callers("isWeak", Signatures.class);
    checking.addAll(callers("check", Signatures.class));

    assertThat(checking).containsAll(CHECKING);
  }

  private static Set<String> callers(String method, Class<?> owner) {
    return PRODUCT.stream()
        .filter(one -> calls(one).anyMatch(call -> isTo(call, method, owner)))
        .map(one -> one.getName().replace(BASE, "").replaceFirst("\\$.*", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Stream<JavaAccess<?>> calls(JavaClass one) {
    return Stream.concat(
        one.getMethodCallsFromSelf().stream(), one.getMethodReferencesFromSelf().stream());
  }

  private static boolean isTo(JavaAccess<?> call, String method, Class<?> owner) {
    return call.getTarget().getName().equals(method) && call.getTargetOwner().isEquivalentTo(owner);
  }
}
