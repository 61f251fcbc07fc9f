package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.KeyProtection;
import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.control.ProofControl;
import dev.starshell.syncshell.control.ReceiptView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.receipt.Deliveries;
import dev.starshell.syncshell.receipt.ReceiptFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProofIT {
  private static final int MB = 1024 * 1024;

  @TempDir Path temp;
  private TestShell shell;
  private TestMember ada;
  private TestMember bob;

  @BeforeEach
  void make() throws IOException {
    shell = new TestShell(temp, "ada", "bob");
    ada = shell.member(0);
    bob = shell.member(1);
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }

  private static final class Bare implements KeyProtection {
    @Override
    public boolean isProtected() {
      return false;
    }

    @Override
    public void protect(char[] passphrase) {
      throw new AssertionError("not asked for");
    }

    @Override
    public void unprotect() {
      throw new AssertionError("not asked for");
    }
  }

  private static ProofControl proofs(TestMember member) {
    return member.runtime().proofs(new Bare());
  }

  private static String code(Answer<?> answer) {
    return answer instanceof Answer.No<?> no ? no.code() : "";
  }

  @Test
  void receiptsOfAllArchivesAreKeptAndTheirFileIsGenuine() throws IOException {
    ada.write("mods", "a.zip", 1, MB);
    ada.write("mods", "b.zip", 2, 3 * MB);
    shell.begin();
    ada.share("mods");
    until(() -> bob.installed().size() == 2);
    until(() -> delivered(ok(proofs(ada).receipts(Optional.of("bob"), 50))) == 2);
    Path file = temp.resolve("proof.receipts");

    assertThat(ok(proofs(ada).exportReceipts(file, Optional.empty())).leftOut()).isZero();

    ReceiptFile.Verdict verdict = ReceiptFile.read(Bytes.copyOf(Files.readAllBytes(file)));
    assertThat(verdict)
        .isInstanceOfSatisfying(
            ReceiptFile.Verdict.Genuine.class,
            genuine -> {
              assertThat(genuine.file().sender()).isEqualTo(ada.key());
              assertThat(Deliveries.of(genuine.file().receipts()))
                  .hasSize(2)
                  .allMatch(Deliveries.Archive::isWhole)
                  .allMatch(archive -> archive.receiver().equals(bob.key()));
              assertThat(genuine.file().receipts()).allMatch(one -> one.epoch() == 1);
            });
    assertThat(code(proofs(ada).exportReceipts(file, Optional.empty()))).isEqualTo("FILE_EXISTS");
    assertThat(code(proofs(ada).exportReceipts(temp.resolve("no/such"), Optional.empty())))
        .isEqualTo("FILE_UNWRITABLE");
    assertThat(code(proofs(bob).exportReceipts(temp.resolve("x"), Optional.empty())))
        .isEqualTo("NO_RECEIPTS");
    assertThat(code(proofs(ada).receipts(Optional.of("nobody"), 5))).isEqualTo("MEMBER_UNKNOWN");
  }

  private static long delivered(List<ReceiptView> receipts) {
    return receipts.stream().flatMap(receipt -> receipt.archives().stream()).distinct().count();
  }

  @Test
  void withoutAMemberOnlyReceiptsOfTheShellInUseAreExported() throws IOException {
    ada.write("mods", "a.zip", 1, MB);
    shell.begin();
    ada.share("mods");
    until(() -> delivered(ok(proofs(ada).receipts(Optional.of("bob"), 50))) == 1);
    ok(ada.control().leave());
    ok(ada.control().create("Another"));

    assertThat(code(proofs(ada).exportReceipts(temp.resolve("all"), Optional.empty())))
        .isEqualTo("NO_RECEIPTS");
    String key = MemberKeyText.format(bob.key());
    assertThat(ok(proofs(ada).exportReceipts(temp.resolve("bobs"), Optional.of(key))).receipts())
        .isPositive();
  }

  @Test
  void aVerifiedMemberStaysVerifiedOverARestart() throws IOException {
    shell.begin();
    assertThat(ok(proofs(ada).phrase("bob")).words())
        .isEqualTo(ok(proofs(bob).phrase("ada")).words());
    assertThat(ok(proofs(ada).phrase("bob")).trust()).isEqualTo("unverified");

    assertThat(ok(proofs(ada).confirm("bob")).trust()).isEqualTo("verified");
    ada.restart();
    until(() -> ada.control().members().size() == 2);

    assertThat(ada.control().members().get(1).trust()).isEqualTo("verified");
    assertThat(ada.control().status().trust().verified()).isEqualTo(1);
    assertThat(ok(proofs(ada).unconfirm("bob")).trust()).isEqualTo("unverified");
    assertThat(code(proofs(ada).phrase("ada"))).isEqualTo("MEMBER_IS_SELF");
    assertThat(code(proofs(ada).confirm("nobody"))).isEqualTo("MEMBER_UNKNOWN");
  }

  @Test
  void anotherKeyByTheNameOfAVerifiedMemberIsPointedOut() throws IOException {
    shell.begin();
    ok(proofs(ada).confirm("bob"));
    ProofControl screen = proofs(ada);
    ok(screen.phrase("bob"));
    ok(bob.control().leave());
    until(() -> ada.control().members().size() == 1);
    TestMember other = new TestMember("Bob", 900, temp.resolve("other"), shell.net, shell.relay);
    shell.members.add(other);
    other.open();
    ok(
        other
            .control()
            .join(
                ok(ada.control().people().invite(InviteWish.plain(1, Duration.ofHours(1))))
                    .code()));

    until(() -> ada.hasNotice("KEY_CHANGED"));

    assertThat(ada.control().status().trust().changed()).containsExactly("Bob");
    assertThat(code(screen.confirm("bob"))).isEqualTo("KEY_CHANGED");
    assertThat(ada.control().members().get(1).trust()).isEqualTo("changed");
    assertThat(ok(proofs(ada).phrase("Bob")).keyBefore())
        .isEqualTo(MemberKeyText.format(bob.key()));
    ada.restart();
    until(() -> ada.control().members().size() == 2);
    assertThat(ada.control().members().get(1).trust()).isEqualTo("changed");
    assertThat(ok(proofs(ada).confirm("Bob")).keyBefore()).isEmpty();
    assertThat(ada.control().status().trust().changed()).isEmpty();
  }
}
