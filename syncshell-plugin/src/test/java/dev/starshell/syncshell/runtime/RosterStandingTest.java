package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.membership.Roster;
import dev.starshell.syncshell.membership.Roster.Member;
import dev.starshell.syncshell.membership.SignedRoster;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RosterStandingTest {
  private final Identity owner = identity(1);
  private final ShellId shell = ShellId.of(owner.key(), new byte[ShellId.NONCE_BYTES]);

  @Test
  void inNoShellNothingIsKnown() {
    RosterStanding standing = new RosterStanding();
    assertThat(standing.now()).isEmpty();

    standing.take(roster(1, 1));
    standing.clear();

    assertThat(standing.now()).isEmpty();
  }

  @Test
  void theHeadIsTheVersionAndTheHashOfWhatTheOwnerSigned() {
    RosterStanding standing = new RosterStanding();
    SignedRoster roster = roster(4, 2);
    standing.take(roster(3, 3));
    standing.take(roster);

    Standing now = standing.now().orElseThrow();

    assertThat(now.shell()).isEqualTo(shell);
    assertThat(now.log().sequence()).isEqualTo(4);
    assertThat(now.log().hash()).isEqualTo(Sha256.of(roster.signed().toArray()));
    assertThat(now.history().hashAt(3)).contains(Sha256.of(roster(3, 3).signed().toArray()));
  }

  /// Versions: founded 1, three joined 4, one left 5, one joined 6, two left 8.
  @Test
  void theEpochCountsWhoWasTakenOut() {
    assertThat(epoch(1, 1)).isEqualTo(1);
    assertThat(epoch(4, 4)).isEqualTo(1);
    assertThat(epoch(5, 3)).isEqualTo(2);
    assertThat(epoch(6, 4)).isEqualTo(2);
    assertThat(epoch(8, 2)).isEqualTo(4);
  }

  @Test
  void aVersionNoOwnerReachesIsCutToWhatAHandshakeCanSay() {
    RosterStanding standing = new RosterStanding();

    standing.take(roster(Long.MAX_VALUE, 2));

    assertThat(standing.now()).isPresent();
  }

  @Test
  void aRosterThatWasNotKeptContradictsNothing() {
    RosterStanding standing = new RosterStanding();
    standing.take(roster(9, 3));

    Standing now = standing.now().orElseThrow();

    assertThat(now.history().hashAt(2)).isEmpty();
    assertThat(now.history().isWhole()).isFalse();
  }

  private long epoch(long version, int members) {
    return RosterStanding.epoch(roster(version, members).roster());
  }

  private SignedRoster roster(long version, int count) {
    List<Member> members = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      MemberKey key = identity(i).key();
      members.add(new Member(key, DisplayName.cleaned("m" + i, "x"), Instant.EPOCH));
    }
    return SignedRoster.sign(
        owner, new Roster(shell, DisplayName.cleaned("Raid", "x"), owner.key(), version, members));
  }

  private static Identity identity(int number) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    seed[0] = (byte) number;
    return Identity.fromSeed(seed);
  }
}
