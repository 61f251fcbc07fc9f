package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Endpoint;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.JoinRequest;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogMessage.JoinersWaiting;
import dev.starshell.syncshell.membership.log.LogMessageCodec;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.membership.log.Reason;
import dev.starshell.syncshell.membership.log.Role;
import dev.starshell.syncshell.membership.log.Sequencer;
import dev.starshell.syncshell.membership.log.SignedAct;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Who waits at the door.
final class WaitingRoomTest {
  private static final Invite INVITE =
      new Invite(
          new DisplayName("Raid night"),
          LogOfOne.SHELL,
          LogOfOne.OWNER.key(),
          Bytes.copyOf(new byte[Invite.ID_BYTES]),
          Bytes.copyOf(new byte[Invite.SEED_BYTES]),
          LogOfOne.NOW.plus(Duration.ofHours(1)),
          100,
          Digest.of(new byte[Digest.LENGTH_BYTES]),
          List.of(new Endpoint("play.example.org", 7443)));

  private final WaitingRoom room = new WaitingRoom();
  private LogState state = LogOfOne.STATE;
  private long serial = 1;

  @Test
  void whoAsksAgainIsNoNews() {
    assertThat(room.add(request(10))).isPresent();
    assertThat(room.add(request(10))).isEmpty();
    assertThat(room.add(Bytes.copyOf(new byte[] {1}))).isEmpty();

    assertThat(waiting()).containsExactly(LogOfOne.key(10));
  }

  @Test
  void whenAllPlacesAreTakenTheOldestGivesWayAndAllStillFitOneMessage() {
    for (int i = 0; i < Limits.JOINERS_WAITING_MAX; i++) {
      room.add(request(10 + i));
    }
    assertThat(waiting()).hasSize(Limits.JOINERS_WAITING_MAX).contains(LogOfOne.key(10));
    room.add(request(11));
    assertThat(waiting()).as("one that waits already takes no place").contains(LogOfOne.key(10));

    assertThat(room.add(request(99))).isPresent();

    assertThat(waiting())
        .hasSize(Limits.JOINERS_WAITING_MAX)
        .doesNotContain(LogOfOne.key(10))
        .contains(LogOfOne.key(99));
    assertThat(LogMessageCodec.write(new JoinersWaiting(room.credentials())).length())
        .isLessThanOrEqualTo(Limits.LOG_MESSAGE_BYTES_MAX);
  }

  @Test
  void whatTheHostSaysTakesThePlaceOfWhatWasKnownAndOnlyTheNewAreTold() {
    room.add(request(10));
    room.add(request(11));

    List<WaitingRoom.Joiner> news = room.set(List.of(request(11), request(12)));

    assertThat(waiting()).containsExactly(LogOfOne.key(11), LogOfOne.key(12));
    assertThat(news)
        .extracting(joiner -> joiner.request().member())
        .containsExactly(LogOfOne.key(12));
  }

  @Test
  void whoIsInBannedDeniedOrHoldsAnInviteThatIsClosedWaitsNoMore() {
    done(
        new LogAct.InviteMade(
            INVITE.inviteId(), INVITE.key().key(), INVITE.notAfter(), 100, Role.MEMBER, true));
    for (int i = 10; i <= 13; i++) {
      room.add(request(i));
    }
    assertThat(room.update(state)).isFalse();

    done(new LogAct.Ban(LogOfOne.key(10), Reason.NONE));
    done(new LogAct.Deny(INVITE.inviteId(), LogOfOne.key(11)));
    done(new LogAct.Approve(request(12)));
    assertThat(room.update(state)).isTrue();
    assertThat(waiting()).containsExactly(LogOfOne.key(13));

    done(new LogAct.InviteRevoked(INVITE.inviteId()));
    assertThat(room.update(state)).isTrue();
    assertThat(room.all()).isEmpty();
  }

  private List<MemberKey> waiting() {
    return room.all().stream().map(joiner -> joiner.request().member()).toList();
  }

  private void done(LogAct act) {
    Proposal proposal =
        new SignedAct(LogOfOne.SHELL, state.epoch(), ++serial, LogOfOne.OWNER.key(), act)
            .sign(LogOfOne.OWNER);
    Sequencer.Ordered ordered =
        Sequencer.order(LogOfOne.OWNER, state, List.of(proposal), LogOfOne.NOW);
    assertThat(ordered.turnedAway()).isEmpty();
    state = ordered.state();
  }

  private static Bytes request(int joiner) {
    return JoinRequest.credential(
        INVITE, LogOfOne.identity(joiner), new DisplayName("Joe " + joiner), LogOfOne.NOW);
  }
}
