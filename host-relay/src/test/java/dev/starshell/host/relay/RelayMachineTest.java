package dev.starshell.host.relay;

import static dev.starshell.host.relay.RelayScript.FAR;
import static dev.starshell.host.relay.RelayScript.connection;
import static dev.starshell.host.relay.RelayScript.member;
import static dev.starshell.host.relay.RelayScript.star;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.MemberId;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.RelayFrame;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class RelayMachineTest {
  private final RelayScript relay = new RelayScript(RelayLimits.standard());

  @Test
  void aConnectionIsChallengedWithItsOwnNonce() {
    relay.open(1);

    assertThat(relay.sentTo(1))
        .containsExactly(
            new RelayFrame.Challenge(1, RelayScript.filled(32, 1), RelayScript.filled(32, 9)));
  }

  @Test
  void aLogInIsCheckedAgainstTheNonceOfItsOwnConnection() {
    relay.openStar(1).open(7).logIn(7, 1, 1);

    assertThat(relay.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            RelayAction.CheckLogIn.class,
            check -> assertThat(check.nonce()).isEqualTo(RelayScript.filled(32, 7)));
  }

  @Test
  void anAdmittedMemberIsWelcomedAndTheOthersHearOfIt() {
    relay.openStar(1).join(1, 1, 1).join(2, 1, 2);

    assertThat(relay.sentTo(2)).containsExactly(new RelayFrame.Welcome(List.of(member(1))));
    assertThat(relay.sentTo(1)).containsExactly(new RelayFrame.Present(member(2)));
    assertThat(relay.actions()).contains(new RelayAction.AllowFullFrames(connection(2)));
  }

  @Test
  void anEnvelopeIsDeliveredWithTheProvenSender() {
    relay.openStar(1).join(1, 1, 1).join(2, 1, 2).envelope(1, 2, 3);

    assertThat(relay.sentTo(2))
        .containsExactly(new RelayFrame.Delivered(member(1), 1, RelayScript.filled(3, 1)));
    assertThat(relay.sentTo(1)).isEmpty();
  }

  @Test
  void anEnvelopeToNobodyOrToOneselfIsRefusedAndTheConnectionGoesOn() {
    relay.openStar(1).join(1, 1, 1).envelope(1, 5, 1);
    assertThat(relay.sentTo(1))
        .singleElement()
        .isInstanceOfSatisfying(
            RelayFrame.Undelivered.class,
            told -> {
              assertThat(told.code()).isEqualTo("NOT_PRESENT");
              assertThat(told.to()).isEqualTo(member(5));
            });

    relay.envelope(1, 1, 1);

    assertThat(relay.sentTo(1))
        .singleElement()
        .isInstanceOfSatisfying(
            RelayFrame.Undelivered.class, told -> assertThat(told.code()).isEqualTo("TO_SELF"));
    assertThat(relay.closedFor(1)).isEmpty();
  }

  @Test
  void twoStarsNeverSeeEachOtherWhateverTheirMembersDo() {
    Random random = new Random(5);
    relay.openStar(1).openStar(2);
    for (int number = 1; number <= 10; number++) {
      relay.join(number, number % 2 + 1, number);
    }
    for (int round = 0; round < 2000; round++) {
      int from = random.nextInt(10) + 1;
      switch (random.nextInt(4)) {
        case 0, 1 -> relay.envelope(from, random.nextInt(10) + 1, 10);
        case 2 -> relay.closed(from);
        default -> relay.open(from).logIn(from, from % 2 + 1, from);
      }
      for (RelayAction action : relay.actions()) {
        if (action instanceof RelayAction.Send(ConnectionId to, RelayFrame frame)
            && subjectOf(frame) > 0) {
          assertThat(subjectOf(frame) % 2).isEqualTo((int) (to.number() % 2));
        }
      }
      relay.verdict(from, new LogInVerdict.Admitted()).flushAll().wait(Duration.ofSeconds(7));
    }
    assertThat(relay.membersOf(1)).allMatch(member -> numberOf(member) % 2 == 0);
    assertThat(relay.membersOf(2)).allMatch(member -> numberOf(member) % 2 == 1);
  }

  private static int subjectOf(RelayFrame frame) {
    return switch (frame) {
      case RelayFrame.Delivered(MemberId from, _, _) -> numberOf(from);
      case RelayFrame.Present(MemberId member) -> numberOf(member);
      case RelayFrame.Absent(MemberId member) -> numberOf(member);
      default -> 0;
    };
  }

  private static int numberOf(MemberId member) {
    return member.toBytes()[1];
  }

  @Test
  void aMemberThatGoesIsReportedAbsentToItsStar() {
    relay.openStar(1).join(1, 1, 1).join(2, 1, 2).closed(1);

    assertThat(relay.sentTo(2)).containsExactly(new RelayFrame.Absent(member(1)));
    assertThat(relay.state().connections.size()).isEqualTo(1);
  }

  @Test
  void theNewestProvenConnectionOfAMemberWins() {
    relay.openStar(1).join(1, 1, 1).join(2, 1, 2).join(3, 1, 1);

    assertThat(relay.refusedWith(1)).isEqualTo("KEY_IN_USE");
    assertThat(relay.closedFor(1)).isEqualTo("KEY_IN_USE");
    assertThat(relay.sentTo(3)).containsExactly(new RelayFrame.Welcome(List.of(member(2))));
    assertThat(relay.sentTo(2)).containsExactly(new RelayFrame.Present(member(1)));

    relay.closed(1);

    assertThat(relay.sentTo(2)).isEmpty();
    assertThat(relay.envelope(2, 1, 1).sentTo(3)).hasSize(1);
  }

  @Test
  void anUnprovenConnectionDisturbsNobody() {
    relay.openStar(1).join(1, 1, 1).open(2).logIn(2, 1, 1).turnAway(2);

    assertThat(relay.refusedWith(2)).isEqualTo("INVITE_SPENT");
    assertThat(relay.sentTo(1)).isEmpty();
    assertThat(relay.membersOf(1)).containsExactly(member(1));
  }

  @Test
  void aStarThatIsNotServedIsUnknown() {
    assertThat(relay.open(1).logIn(1, 1, 1).refusedWith(1)).isEqualTo("STAR_UNKNOWN");
  }

  @Test
  void anotherVersionIsRefused() {
    relay.openStar(1).open(1).frame(1, new RelayFrame.Foreign(2));

    assertThat(relay.refusedWith(1)).isEqualTo("VERSION_UNSUPPORTED");
  }

  @Test
  void aFrameOutOfTurnEndsTheConnection() {
    RelayFrame envelope = new RelayFrame.Envelope(member(2), 1, Bytes.EMPTY);
    relay.openStar(1).open(1).frame(1, envelope);
    assertThat(relay.refusedWith(1)).isEqualTo("FRAME_UNEXPECTED");

    relay.open(2).logIn(2, 1, 2).frame(2, envelope);
    assertThat(relay.refusedWith(2)).isEqualTo("FRAME_UNEXPECTED");

    relay.join(3, 1, 3).logIn(3, 1, 3);
    assertThat(relay.refusedWith(3)).isEqualTo("FRAME_UNEXPECTED");

    relay.join(4, 1, 4).frame(4, new RelayFrame.Restarting(1));
    assertThat(relay.refusedWith(4)).isEqualTo("FRAME_UNEXPECTED");
  }

  @Test
  void whatIsNoFrameEndsTheConnectionAtAnyStage() {
    relay.openStar(1).open(1);
    relay.apply(new RelayEvent.FrameBroken(connection(1), "FRAME_MALFORMED", "No.", relay.now()));
    assertThat(relay.refusedWith(1)).isEqualTo("FRAME_MALFORMED");

    relay.join(2, 1, 2).join(3, 1, 3);
    relay.apply(new RelayEvent.FrameBroken(connection(2), "FRAME_TOO_LARGE", "No.", relay.now()));
    assertThat(relay.actions())
        .contains(new RelayAction.Close(connection(2), CloseStatus.TOO_LARGE, "FRAME_TOO_LARGE"));
    assertThat(relay.sentTo(3)).containsExactly(new RelayFrame.Absent(member(2)));
  }

  @Test
  void aLateVerdictAndFramesOfAnEndingConnectionChangeNothing() {
    relay.openStar(1).open(1).logIn(1, 1, 1).closed(1);
    assertThat(relay.verdict(1, new LogInVerdict.Admitted()).actions()).isEmpty();
    assertThat(relay.membersOf(1)).isEmpty();

    relay.open(2).logIn(2, 5, 2);
    assertThat(relay.refusedWith(2)).isEqualTo("STAR_UNKNOWN");
    assertThat(relay.logIn(2, 1, 2).actions()).isEmpty();
    assertThat(relay.verdict(2, new LogInVerdict.Admitted()).actions()).isEmpty();
  }

  @Test
  void aConnectionThatDoesNotLogInInTimeIsEndedAndThenCut() {
    relay.openStar(1).open(1).open(2).logIn(2, 1, 2);
    relay.wait(Duration.ofMillis(9_999)).tick();
    assertThat(relay.actions()).isEmpty();

    relay.wait(Duration.ofMillis(1)).tick();
    assertThat(relay.refusedWith(1)).isEqualTo("LOG_IN_TIMEOUT");
    assertThat(relay.refusedWith(2)).isEqualTo("LOG_IN_TIMEOUT");

    relay.wait(Duration.ofMillis(1_999)).tick();
    assertThat(relay.actions()).isEmpty();
    relay.wait(Duration.ofMillis(1)).tick();
    assertThat(relay.actions())
        .containsExactlyInAnyOrder(
            new RelayAction.Cut(connection(1)), new RelayAction.Cut(connection(2)));
  }

  @Test
  void aMemberIsPingedAndASilentOneIsDead() {
    relay.openStar(1).join(1, 1, 1).join(2, 1, 2);
    relay.wait(Duration.ofSeconds(15)).tick();
    assertThat(relay.actions())
        .containsExactlyInAnyOrder(
            new RelayAction.Ping(connection(1)), new RelayAction.Ping(connection(2)));

    relay.apply(new RelayEvent.Heard(connection(1), relay.now()));
    relay.wait(Duration.ofSeconds(15)).tick();

    assertThat(relay.closedFor(2)).isEqualTo("SILENT");
    assertThat(relay.closedFor(1)).isEmpty();
    assertThat(relay.actions()).contains(new RelayAction.Ping(connection(1)));
    assertThat(relay.sentTo(1)).containsExactly(new RelayFrame.Absent(member(2)));
  }

  @Test
  void aClosedStarEndsItsOwnMembersOnly() {
    relay.openStar(1).openStar(2).join(1, 1, 1).join(2, 1, 2).join(3, 2, 3);
    relay.open(4).logIn(4, 1, 4);

    relay.apply(new RelayEvent.StarClosed(star(1), relay.now()));

    assertThat(List.of(relay.refusedWith(1), relay.refusedWith(2), relay.refusedWith(4)))
        .containsOnly("STAR_CLOSED");
    assertThat(relay.sentTo(3)).isEmpty();
    assertThat(relay.sentTo(1)).hasSize(1);
    assertThat(relay.open(5).logIn(5, 1, 5).refusedWith(5)).isEqualTo("STAR_UNKNOWN");
  }

  @Test
  void aDismissedMemberIsEndedAndAnUnknownOneIsNot() {
    relay.openStar(1).join(1, 1, 1);
    relay.apply(new RelayEvent.Dismissed(star(1), member(9), relay.now()));
    assertThat(relay.actions()).isEmpty();

    relay.apply(new RelayEvent.Dismissed(star(1), member(1), relay.now()));

    assertThat(relay.refusedWith(1)).isEqualTo("DISMISSED");
  }

  @Test
  void aStoppingRelayTellsEveryoneWhenItIsBack() {
    relay.openStar(1).join(1, 1, 1).open(2);

    relay.apply(new RelayEvent.Stopping(2000, relay.now()));

    assertThat(relay.sentTo(1)).containsExactly(new RelayFrame.Restarting(2000));
    assertThat(relay.sentTo(2)).containsExactly(new RelayFrame.Restarting(2000));
    assertThat(relay.closedFor(1)).isEqualTo("RESTARTING");
    assertThat(relay.open(3).logIn(3, 1, 3).refusedWith(3)).isEqualTo("STAR_UNKNOWN");
  }

  @Test
  void nothingIsRememberedOfConnectionsThatCameAndWent() {
    relay.openStar(1);
    for (int round = 1; round <= 50; round++) {
      relay.wait(Duration.ofSeconds(7)).join(round, 1, round % 7).closed(round);
    }
    relay.wait(Duration.ofMinutes(10)).tick();

    RelayState state = relay.state();

    assertThat(state.connections.size()).isZero();
    assertThat(state.networks.size()).isZero();
    assertThat(state.pending).isZero();
    RelayRoom room = state.rooms.find(star(1)).orElseThrow();
    assertThat(room).isEqualTo(new RelayRoom(room.members(), 0, room.logIns()));
    assertThat(room.members().size() + room.logIns().size()).isZero();
    assertThat(relay.open(99, FAR).refusedWith(99)).isEmpty();
  }
}
