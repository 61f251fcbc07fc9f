package dev.starshell.syncshell.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.recovery.RecoverySession.Subject;
import dev.starshell.syncshell.recovery.SessionBook.Found;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class SessionBookTest {
  private static final long NOW = 1_000_000;
  private static final ShellId HERE = new ShellId(Sha256.of(new byte[] {1}));
  private static final ShellId ELSEWHERE = new ShellId(Sha256.of(new byte[] {2}));

  private final SessionBook book = new SessionBook();

  private static MemberKey member(int seed) {
    byte[] bytes = new byte[Identity.SEED_BYTES];
    Arrays.fill(bytes, (byte) seed);
    return Identity.fromSeed(bytes).key();
  }

  private static RecoverySession session(ShellId shell, int peer, long lost) {
    return RecoverySession.of(
        new Subject(shell, member(peer), 3, 4, lost), List.of(), List.of(), List.of(), List.of());
  }

  private static Found refused(SessionRefusal why) {
    return new Found.Refused(why);
  }

  @Test
  void aSessionIsFoundByItsNameAndByTheBeginningOfIt() {
    RecoverySession session = session(HERE, 1, NOW);
    book.keep(session);
    book.keep(session(HERE, 2, NOW));
    String id = session.subject().id();

    assertThat(book.find(id, List.of())).isEqualTo(new Found.Open(session));
    assertThat(book.find(" " + id.toUpperCase(Locale.ROOT) + " ", List.of()))
        .isEqualTo(new Found.Open(session));
    assertThat(book.find(id.substring(0, 7), List.of())).isEqualTo(new Found.Open(session));
    assertThat(book.find("r-", List.of())).isEqualTo(refused(SessionRefusal.RECOVERY_UNKNOWN));
    assertThat(book.find("", List.of())).isEqualTo(refused(SessionRefusal.RECOVERY_UNKNOWN));
  }

  @Test
  void theNameOfASessionIsTheSameAfterEachLossAndInEachShellAnother() {
    assertThat(session(HERE, 1, NOW).subject().id())
        .isEqualTo(session(HERE, 1, NOW + 5).subject().id())
        .isNotEqualTo(session(ELSEWHERE, 1, NOW).subject().id())
        .isNotEqualTo(session(HERE, 2, NOW).subject().id())
        .matches("r-[0-9a-z]{8}");
  }

  @Test
  void whoeverNamesASessionThatEndedIsToldWhy() {
    RecoverySession session = session(HERE, 1, NOW);
    book.keep(session);

    book.end(member(1), SessionRefusal.RECOVERY_EXPIRED);

    assertThat(book.all()).isEmpty();
    assertThat(book.find(session.subject().id(), List.of()))
        .isEqualTo(refused(SessionRefusal.RECOVERY_EXPIRED));
    book.keep(session);
    assertThat(book.find(session.subject().id(), List.of())).isEqualTo(new Found.Open(session));
  }

  @Test
  void aSessionOfAnotherShellIsNamedAsSuch() {
    RecoverySession other = session(ELSEWHERE, 1, NOW);

    assertThat(book.find(other.subject().id(), List.of(other)))
        .isEqualTo(refused(SessionRefusal.RECOVERY_OTHER_SHELL));
    assertThat(book.find(other.subject().id(), List.of()))
        .isEqualTo(refused(SessionRefusal.RECOVERY_UNKNOWN));
  }

  @Test
  void whatMayNotBeUsedEndsAndTheRestStays() {
    RecoverySession good = session(HERE, 1, NOW);
    RecoverySession gone = session(HERE, 4, NOW);
    RecoverySession foreign = session(ELSEWHERE, 5, NOW);
    List.of(good, gone, foreign).forEach(book::keep);

    var ended = book.endRefused(HERE, key -> !key.equals(member(4)));

    assertThat(ended)
        .hasSize(2)
        .containsEntry(gone, SessionRefusal.RECOVERY_NOT_A_MEMBER)
        .containsEntry(foreign, SessionRefusal.RECOVERY_OTHER_SHELL);
    assertThat(book.all()).containsExactly(good);
  }

  @Test
  void onlySoManyEndsAreRemembered() {
    for (int seed = 1; seed <= SessionBook.ENDED_MAX + 1; seed++) {
      ShellId shell = new ShellId(Sha256.of(new byte[] {(byte) seed, (byte) (seed >>> 8)}));
      book.keep(session(shell, 1, NOW));
      book.end(member(1), SessionRefusal.RECOVERY_EXPIRED);
    }

    ShellId first = new ShellId(Sha256.of(new byte[] {1, 0}));
    ShellId second = new ShellId(Sha256.of(new byte[] {2, 0}));
    assertThat(book.find(session(first, 1, NOW).subject().id(), List.of()))
        .isEqualTo(refused(SessionRefusal.RECOVERY_UNKNOWN));
    assertThat(book.find(session(second, 1, NOW).subject().id(), List.of()))
        .isEqualTo(refused(SessionRefusal.RECOVERY_EXPIRED));
  }

  @Test
  void aShellThatIsLeftLeavesNothing() {
    book.keep(session(HERE, 1, NOW));
    book.end(member(1), SessionRefusal.RECOVERY_EXPIRED);
    book.keep(session(HERE, 2, NOW));

    book.clear();

    assertThat(book.all()).isEmpty();
    assertThat(book.find(session(HERE, 1, NOW).subject().id(), List.of()))
        .isEqualTo(refused(SessionRefusal.RECOVERY_UNKNOWN));
  }
}
