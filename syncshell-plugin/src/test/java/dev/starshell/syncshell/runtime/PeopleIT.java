package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.MemberView;
import dev.starshell.syncshell.control.OpenInviteView;
import dev.starshell.syncshell.control.PeopleControl.InviteWish;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Who comes in, who goes, and who may do what.
final class PeopleIT extends TrioScene {
  @Test
  void whoIsKickedIsOutEverywhereAndToldWhyOnce() throws IOException {
    shell.begin();

    ok(people(ada).kick("cleo", "spam"));

    until(() -> cleo.control().status().role().equals("none"));
    assertThat(cleo.notices).filteredOn(notice -> notice.code().equals("KICKED")).hasSize(1);
    assertThat(cleo.notices)
        .anyMatch(notice -> notice.text().contains("ada") && notice.text().contains("spam"));
    until(() -> bob.control().members().size() == 2 && bob.control().status().links() == 1);
    ok(cleo.control().join(invite()));
    until(() -> cleo.control().status().links() == 2);
  }

  @Test
  void withoutALinkToAnAdminForDaysThatIsSaid() throws IOException {
    shell.begin();
    assertThat(bob.control().status().trust().hoursUnconfirmed()).isZero();
    ada.close();
    until(() -> bob.control().status().links() == 1);
    long fiveDaysAgo = System.currentTimeMillis() - Duration.ofDays(5).toMillis();
    byte[] millis = ByteBuffer.allocate(Long.BYTES).putLong(fiveDaysAgo).array();
    bob.journal().put("membership-confirmed", Bytes.copyOf(millis));
    bob.restart();

    assertThat(bob.control().status().trust().hoursUnconfirmed()).isEqualTo(120);
    ada.open();
    until(() -> bob.control().status().links() == 2);
    assertThat(bob.control().status().trust().hoursUnconfirmed()).isZero();
    ada.close();
    until(() -> bob.control().status().links() == 1);
    assertThat(bob.control().status().trust().hoursUnconfirmed()).isZero();
  }

  @Test
  void whoWasAwayWhenItWasKickedLearnsItAndDoesNotLoop() throws IOException {
    shell.begin();
    cleo.close();
    ok(people(ada).kick("cleo", ""));

    cleo.open();

    until(() -> cleo.hasNotice("NOT_A_MEMBER"));
    assertThat(cleo.control().status().links()).isZero();
    ok(cleo.control().leave());
    assertThat(cleo.control().status().role()).isEqualTo("none");
  }

  @Test
  void aBanHoldsUntilItIsLifted() throws IOException {
    shell.begin();
    ok(people(ada).ban("cleo", "bots"));
    until(() -> cleo.control().status().role().equals("none"));

    assertThat(codeOf(cleo.control().join(invite()))).isEqualTo("BANNED");

    String key = ok(people(ada).bans()).getFirst().key();
    ok(people(ada).unban(key.substring(0, 14)));
    ok(cleo.control().join(invite()));
    assertThat(ok(people(ada).bans())).isEmpty();
  }

  @Test
  void onlyWhoMayKeepsOrderAndAdminsDoItFromTheirOwnHosts() throws IOException {
    shell.begin();
    assertThat(codeOf(people(bob).kick("cleo", ""))).isEqualTo("ROLE_TOO_LOW");
    ok(people(ada).role("bob", "admin"));
    until(() -> bob.control().status().role().equals("admin"));

    assertThat(codeOf(people(bob).kick("ada", ""))).isEqualTo("OWNER_STAYS");
    ok(people(bob).kick("cleo", "idle"));

    until(() -> ada.control().members().size() == 2);
    until(() -> cleo.control().status().role().equals("none"));
    String code = ok(people(bob).invite(InviteWish.plain(1, HOUR))).code();
    ok(cleo.control().join(code));
  }

  @Test
  void aGuestReceivesAndSharesNothing() throws IOException {
    shell.begin();
    cleo.write("mods", "cleo.zip", 1, 50_000);
    cleo.share("mods");
    until(() -> bob.installed().containsKey("cleo/mods/cleo.zip"));

    ok(people(ada).role("cleo", "guest"));

    until(() -> cleo.control().status().role().equals("guest"));
    assertThat(codeOf(cleo.control().share(temp, java.util.Optional.of("more"))))
        .isEqualTo("GUEST_SHARES_NOTHING");
    cleo.write("mods", "later.zip", 2, 50_000);
    cleo.rescan("mods");
    bob.write("mods", "bob.zip", 3, 50_000);
    bob.share("mods");
    until(() -> cleo.installed().containsKey("bob/mods/bob.zip"));
    assertThat(bob.installed()).doesNotContainKey("cleo/mods/later.zip");
  }

  @Test
  void whoNeedsApprovalWaitsForIt() throws IOException {
    openAll();
    ok(ada.control().create("Raid night"));
    String code = ok(people(ada).invite(new InviteWish(2, HOUR, false, true))).code();

    assertThat(bob.control().join(code)).isInstanceOf(Answer.No.class);
    assertThat(cleo.control().join(code)).isInstanceOf(Answer.No.class);
    assertThat(ok(people(ada).waiting())).hasSize(2);
    ok(people(ada).approve("bob"));
    ok(people(ada).deny("cleo"));

    until(() -> bob.control().status().role().equals("member"));
    until(() -> cleo.control().status().role().equals("none"));
    assertThat(cleo.hasNotice("INVITE_DENIED")).isTrue();
    assertThat(ok(people(ada).waiting())).isEmpty();
  }

  @Test
  void aWithdrawnInviteLetsNobodyIn() throws IOException {
    openAll();
    ok(ada.control().create("Raid night"));
    String code = invite();
    OpenInviteView open = ok(people(ada).invites()).getFirst();
    assertThat(open.state()).isEqualTo("open");

    ok(people(ada).revoke(open.id().substring(0, 6)));

    assertThat(codeOf(bob.control().join(code))).isEqualTo("INVITE_REVOKED");
    assertThat(ok(people(ada).invites()).getFirst().state()).isEqualTo("withdrawn");
  }

  @Test
  void whoIsBlockedHasNoLinkUntilItIsUnblocked() throws IOException {
    shell.begin();

    ok(people(bob).block("cleo", true));

    until(() -> bob.control().status().links() == 1 && cleo.control().status().links() == 1);
    bob.restart();
    until(() -> bob.control().status().links() == 1);
    assertThat(bob.control().members()).filteredOn(MemberView::blocked).hasSize(1);
    ok(people(bob).block("cleo", false));
    shell.awaitLinks();
  }

  @Test
  void twoBlockedAtOnceAreBothBlocked() throws Exception {
    shell.begin();

    Answer<String> second;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer<String>> first = threads.submit(() -> people(ada).block("bob", true));
      second = people(ada).block("cleo", true);
      ok(first.get());
    }
    ok(second);

    until(() -> ada.control().status().links() == 0);
    ada.restart();
    assertThat(ada.control().members()).filteredOn(MemberView::blocked).hasSize(2);
  }

  @Test
  void aNewOwnerAgreesAndTheOldOneBecomesAdmin() throws IOException {
    shell.begin();
    ok(people(ada).transferOwner("bob"));
    until(() -> people(bob).acceptOwner() instanceof Answer.Ok<?>);

    until(() -> bob.control().status().role().equals("owner"));
    until(() -> ada.control().status().role().equals("admin"));
    until(() ->
        cleo.control().members().stream()
            .anyMatch(view -> view.name().equals("bob") && view.role().equals("owner")));
  }

  @Test
  void theRecoveryKeyMakesAnotherMemberTheOwner() throws IOException {
    openAll();
    String recovery = ok(ada.control().create("Raid night")).recoveryKey();
    ok(bob.control().join(invite()));
    assertThat(codeOf(people(bob).recover("nonsense"))).isEqualTo("RECOVERY_KEY_CORRUPT");

    ok(people(bob).recover(recovery.toUpperCase(java.util.Locale.ROOT)));

    until(() -> bob.control().status().role().equals("owner"));
    assertThat(codeOf(people(bob).recover(recovery))).isEqualTo("RECOVERY_KEY_WRONG");
  }
}
