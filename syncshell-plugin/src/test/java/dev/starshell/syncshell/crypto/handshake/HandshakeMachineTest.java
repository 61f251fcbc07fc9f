package dev.starshell.syncshell.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.handshake.Couple.Side;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Opening;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Answered;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Established;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Opened;
import dev.starshell.syncshell.crypto.handshake.HandshakeState.Waiting;
import dev.starshell.syncshell.crypto.handshake.Standing.LogHistory;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class HandshakeMachineTest {
  private final Couple two = new Couple();
  private final Side leader = two.leader;
  private final Side follower = two.follower;

  @Test
  void threeMessagesGiveBothTheSameSession() {
    two.shakeHands(5);

    assertThat(leader.session().handshake()).isEqualTo(follower.session().handshake());
    assertThat(leader.session().generation()).isEqualTo(5);
    assertThat(follower.session().generation()).isEqualTo(5);
    assertThat(leader.session().leading()).isTrue();
    assertThat(follower.session().leading()).isFalse();
    assertThat(leader.state).isInstanceOf(Established.class);
    assertThat(follower.state).isInstanceOf(Established.class);
    Bytes hello = Bytes.copyOf(new byte[] {1, 2, 3});
    assertThat(follower.session().signalOpener().open(leader.session().signalSealer().seal(hello)))
        .isEqualTo(new DecodeResult.Decoded<>(hello));
    assertThat(leader.session().signalOpener().open(follower.session().signalSealer().seal(hello)))
        .isEqualTo(new DecodeResult.Decoded<>(hello));
  }

  @Test
  void messagesHaveTheLengthsOfThePage() {
    assertThat(leader.begin(1).sent().length()).isEqualTo(1_448);
    assertThat(follower.take(leader.sent()).sent().length()).isEqualTo(1_308);
    assertThat(leader.take(follower.sent()).sent().length()).isEqualTo(132);
  }

  @Test
  void eachGenerationHasKeysOfItsOwn() {
    two.shakeHands(1);
    Bytes old = leader.session().signalSealer().seal(Bytes.EMPTY);

    two.shakeHands(2);

    assertThat(code(follower.session().signalOpener().open(old)))
        .isEqualTo(FaultCode.STALE_GENERATION);
  }

  @Test
  void aRepeatedMessageIsAReplayInEveryState() {
    Bytes opening = leader.begin(1).sent();
    Bytes reply = follower.take(opening).sent();
    assertThat(follower.take(opening).refusal()).isEqualTo(FaultCode.HANDSHAKE_REPLAY);
    Bytes confirmation = leader.take(reply).sent();
    assertThat(leader.take(reply).refusal()).isEqualTo(FaultCode.HANDSHAKE_REPLAY);
    follower.take(confirmation);

    assertThat(follower.take(confirmation).refusal()).isEqualTo(FaultCode.HANDSHAKE_REPLAY);
    assertThat(follower.take(opening).refusal()).isEqualTo(FaultCode.HANDSHAKE_REPLAY);
    assertThat(leader.take(reply).refusal()).isEqualTo(FaultCode.HANDSHAKE_REPLAY);
  }

  @Test
  void aRecordedHandshakeMeansNothingToAFollowerThatStartedAnew() {
    Bytes opening = leader.begin(1).sent();
    Bytes confirmation = leader.take(follower.take(opening).sent()).sent();
    Side anew = new Side(follower.pair, new Random(77));

    assertThat(anew.take(opening).sent()).isNotNull();
    assertThat(anew.take(confirmation).refusal()).isEqualTo(FaultCode.HANDSHAKE_REPLAY);
    assertThat(anew.made).isEmpty();
  }

  @Test
  void anAnswerToAnEarlierOpeningIsAReplay() {
    Bytes lateReply = follower.take(leader.begin(1).sent()).sent();
    leader.begin(2);

    assertThat(leader.take(lateReply).refusal()).isEqualTo(FaultCode.HANDSHAKE_REPLAY);
    assertThat(leader.state).isInstanceOf(Opened.class);
  }

  @Test
  void anotherPairsMessageIsMisdirected() {
    Couple others = new Couple(new Random(4), Couple.identity(3), Couple.identity(4));
    Couple withLeader = new Couple(new Random(4), leader.pair.self(), Couple.identity(40));

    assertThat(follower.take(others.leader.begin(1).sent()).refusal())
        .isEqualTo(FaultCode.HANDSHAKE_MISDIRECTED);
    assertThat(follower.take(withLeader.leader.begin(1).sent()).refusal())
        .isEqualTo(FaultCode.HANDSHAKE_MISDIRECTED);
    assertThat(follower.state).isInstanceOf(Waiting.class);
  }

  @Test
  void anotherShellsMessageIsMisdirected() {
    leader.standing =
        new Standing(
            new ShellId(Sha256.of(new byte[] {8})),
            3,
            Couple.head(7, 0),
            leader.standing.history());

    assertThat(follower.take(leader.begin(1).sent()).refusal())
        .isEqualTo(FaultCode.HANDSHAKE_MISDIRECTED);
  }

  @Test
  void aMessageTurnedRoundIsRefused() {
    Bytes opening = leader.begin(1).sent();
    Bytes reply = follower.take(opening).sent();

    assertThat(leader.take(opening).refusal()).isEqualTo(FaultCode.OUT_OF_ORDER);
    assertThat(follower.take(reply).refusal()).isEqualTo(FaultCode.OUT_OF_ORDER);
    Bytes confirmation = leader.take(reply).sent();
    assertThat(leader.take(confirmation).refusal()).isEqualTo(FaultCode.OUT_OF_ORDER);
    assertThat(follower.take(confirmation).made).isPresent();
  }

  @Test
  void anOldGenerationIsRefusedAlsoAfterARestart() {
    Bytes five = leader.begin(5).sent();
    follower.state = HandshakeMachine.start(follower.pair, 5);
    assertThat(follower.take(five).refusal()).isEqualTo(FaultCode.STALE_GENERATION);

    assertThat(follower.take(leader.begin(6).sent()).sent()).isNotNull();
  }

  @Test
  void anOlderGenerationThanTheAnsweredOneIsRefused() {
    Bytes one = leader.begin(1).sent();
    Bytes two = leader.begin(2).sent();

    follower.take(two);

    assertThat(follower.take(one).refusal()).isEqualTo(FaultCode.STALE_GENERATION);
    assertThat(follower.state.lastGeneration()).isEqualTo(2);
  }

  @Test
  void aNewGenerationTakesThePlaceOfAnUnfinishedOne() {
    Bytes one = leader.begin(1).sent();
    follower.take(one);
    Answered left = (Answered) follower.state;

    two.shakeHands(2);

    assertThat(left.expected().root().isClosed()).isTrue();
    assertThat(left.expected().tag().isClosed()).isTrue();
  }

  @Test
  void aMemberThatDoesNotKnowOfAKickIsRefusedAsOld() {
    leader.standing = Couple.standing(2, Couple.head(6, 0));

    assertThat(follower.take(leader.begin(1).sent()).refusal()).isEqualTo(FaultCode.STALE_EPOCH);
  }

  @Test
  void aMemberThatKnowsMoreKicksIsToldApart() {
    leader.standing = Couple.standing(4, Couple.head(8, 0));

    assertThat(follower.take(leader.begin(1).sent()).refusal()).isEqualTo(FaultCode.EPOCH_AHEAD);
  }

  @Test
  void aKickDuringTheHandshakeEndsItOnBothSides() {
    Bytes reply = follower.take(leader.begin(1).sent()).sent();
    leader.standing = Couple.standing(4, Couple.head(8, 0));
    assertThat(leader.take(reply).refusal()).isEqualTo(FaultCode.STALE_EPOCH);

    leader.standing = Couple.standing(3, Couple.head(7, 0));
    Bytes confirmation = leader.take(reply).sent();
    follower.standing = Couple.standing(4, Couple.head(8, 0));
    assertThat(follower.take(confirmation).refusal()).isEqualTo(FaultCode.STALE_EPOCH);
    assertThat(follower.made).isEmpty();
  }

  @Test
  void aLogThatIsBehindOrAheadPassesAndIsReported() {
    leader.standing = Couple.standing(3, Couple.head(5, 0));
    follower.standing = Couple.standing(3, Couple.head(9, 0));

    two.shakeHands(1);

    assertThat(leader.peerLog).isEqualTo(Couple.head(9, 0));
    assertThat(follower.peerLog).isEqualTo(Couple.head(5, 0));
  }

  @Test
  void contradictingLogsAreAForkOnTheFollowersSide() {
    leader.standing = Couple.standing(3, Couple.head(7, 1));
    assertThat(follower.take(leader.begin(1).sent()).refusal())
        .isEqualTo(FaultCode.MEMBERSHIP_FORK);

    leader.standing = Couple.standing(3, Couple.head(5, 1));
    assertThat(follower.take(leader.begin(2).sent()).refusal())
        .isEqualTo(FaultCode.MEMBERSHIP_FORK);
  }

  @Test
  void aHistoryThatIsNotWholeContradictsOnlyWhatItKnows() {
    LogHistory kept =
        new LogHistory() {
          @Override
          public Optional<Digest> hashAt(long sequence) {
            return sequence == 6 ? Optional.of(Couple.head(6, 0).hash()) : Optional.empty();
          }

          @Override
          public boolean isWhole() {
            return false;
          }
        };
    follower.standing = new Standing(Couple.SHELL, 3, Couple.head(7, 0), kept);

    leader.standing = Couple.standing(3, Couple.head(6, 1));
    assertThat(follower.take(leader.begin(1).sent()).refusal())
        .isEqualTo(FaultCode.MEMBERSHIP_FORK);
    leader.standing = Couple.standing(3, Couple.head(5, 1));
    assertThat(follower.take(leader.begin(2).sent()).refusal()).isNull();
  }

  @Test
  void contradictingLogsAreAForkOnTheLeadersSide() {
    leader.standing = Couple.standing(3, Couple.head(9, 0));
    follower.standing = Couple.standing(3, Couple.head(8, 1));

    Bytes reply = follower.take(leader.begin(1).sent()).sent();

    assertThat(leader.take(reply).refusal()).isEqualTo(FaultCode.MEMBERSHIP_FORK);
    assertThat(leader.made).isEmpty();
  }

  @Test
  void aForgedForkRaisesNoAlarm() {
    leader.standing = Couple.standing(3, Couple.head(7, 1));
    byte[] forged = leader.begin(1).sent().toArray();
    forged[forged.length - 1] ^= 1;

    assertThat(follower.take(Bytes.copyOf(forged)).refusal()).isEqualTo(FaultCode.HANDSHAKE_FORGED);
  }

  @Test
  void anotherMembersSignatureIsForged() {
    Opening opening = decoded(leader.begin(1).sent());
    Identity stranger = Couple.identity(50);
    byte[] signature =
        stranger.sign(SignatureLabel.HANDSHAKE_OPENING, HandshakeCodec.openingBody(opening));
    Opening forged = withSignature(opening, signature);

    assertThat(follower.take(HandshakeCodec.encode(forged)).refusal())
        .isEqualTo(FaultCode.HANDSHAKE_FORGED);
  }

  @Test
  void aSignatureForAnotherPurposeIsForged() {
    Opening opening = decoded(leader.begin(1).sent());
    byte[] signature =
        leader.pair.self().sign(SignatureLabel.SIGNAL, HandshakeCodec.openingBody(opening));
    Opening forged = withSignature(opening, signature);

    assertThat(follower.take(HandshakeCodec.encode(forged)).refusal())
        .isEqualTo(FaultCode.HANDSHAKE_FORGED);
  }

  @Test
  void aWeakEncapsulationKeyOfTheRealMemberIsRefused() {
    Opening opening = decoded(leader.begin(1).sent());
    byte[] key = opening.key().toArray();
    java.util.Arrays.fill(key, key.length - 32, key.length, (byte) 0);
    Opening weak =
        new Opening(
            opening.context(),
            opening.ends(),
            opening.nonce(),
            Bytes.copyOf(key),
            opening.signature());
    byte[] signature =
        leader.pair.self().sign(SignatureLabel.HANDSHAKE_OPENING, HandshakeCodec.openingBody(weak));
    Opening signed = withSignature(weak, signature);

    assertThat(follower.take(HandshakeCodec.encode(signed)).refusal())
        .isEqualTo(FaultCode.KEY_WEAK);
    assertThat(follower.state).isInstanceOf(Waiting.class);
  }

  @Test
  void aMemberWithAKeyOfSmallOrderIsRefused() {
    MemberKey weak =
        MemberKey.of(
            HexFormat.of()
                .parseHex("0000000000000000000000000000000000000000000000000000000000000080"));
    Opening opening = decoded(leader.begin(1).sent());
    Side deceived = new Side(new Pair(follower.pair.self(), weak), new Random(1));
    Opening forged =
        new Opening(
            opening.context(),
            deceived.pair.ends(),
            opening.nonce(),
            opening.key(),
            opening.signature());

    assertThat(deceived.take(HandshakeCodec.encode(forged)).refusal())
        .isEqualTo(FaultCode.KEY_WEAK);
  }

  @Test
  void giveUpClearsWhatWasUnderWayAndForgetsNoGeneration() {
    Bytes opening = leader.begin(4).sent();
    Bytes reply = follower.take(opening).sent();
    Opened opened = (Opened) leader.state;
    Answered answered = (Answered) follower.state;

    leader.abandon();
    follower.abandon();

    assertThat(opened.keySeed().isClosed()).isTrue();
    assertThat(answered.expected().root().isClosed()).isTrue();
    assertThat(leader.state).isEqualTo(new Waiting(leader.pair, 4));
    assertThat(leader.take(reply).refusal()).isEqualTo(FaultCode.HANDSHAKE_REPLAY);
    assertThat(follower.take(opening).refusal()).isEqualTo(FaultCode.STALE_GENERATION);
  }

  @Test
  void giveUpAfterTheEndLeavesTheSessionAlone() {
    two.shakeHands(1);

    leader.abandon();

    assertThat(leader.state).isInstanceOf(Established.class);
    assertThat(leader.session().signalSealer().seal(Bytes.EMPTY).length()).isPositive();
  }

  @Test
  void ourOwnMistakesAreNoFaultsOfThePeer() {
    leader.begin(2);

    assertThatThrownBy(() -> leader.begin(2)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> follower.begin(3)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> new Pair(leader.pair.self(), leader.pair.self().key()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void chanceIsClearedWhateverCameOfTheEvent() {
    byte[] fresh = new byte[Entropy.LENGTH_BYTES];
    java.util.Arrays.fill(fresh, (byte) 7);

    follower.handle(new HandshakeEvent.Came(Bytes.EMPTY, follower.standing, Entropy.taking(fresh)));

    assertThat(fresh).containsOnly(0);
  }

  private static Opening decoded(Bytes message) {
    return (Opening)
        ((DecodeResult.Decoded<HandshakeMessage>) HandshakeCodec.decode(message)).message();
  }

  private static @Nullable FaultCode code(DecodeResult<?> result) {
    return result instanceof DecodeResult.Malformed<?> bad ? bad.fault().code() : null;
  }

  private static Opening withSignature(Opening opening, byte[] signature) {
    return new Opening(
        opening.context(), opening.ends(), opening.nonce(), opening.key(), Bytes.copyOf(signature));
  }
}
