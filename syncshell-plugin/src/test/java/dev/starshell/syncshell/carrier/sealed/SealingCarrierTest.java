package dev.starshell.syncshell.carrier.sealed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.crypto.seal.SealedFrames;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SealingCarrierTest {
  private final SealedPair pair = new SealedPair(1, 1);

  @Test
  void afterTheEndNothingIsToldAnyMore() {
    pair.open();
    pair.leader.send(1, "late");
    int opened = pair.follower.opened;
    pair.follower.news.clear();
    pair.follower.bundle().close();

    pair.deliver();
    pair.follower.carrier.told().opened();
    pair.follower.carrier.told().offerMade(0, SealedPair.sdp("AA"));
    pair.follower.carrier.told().answerMade(1, "v=0\r\n");
    pair.follower.carrier.told().candidateFound(0, new Candidate("", 0, "candidate:1"));
    pair.follower.carrier.told().candidateRefused(0, "late");
    pair.follower.carrier.told().failed(0, "LATE", "late");
    for (int channel = 0; channel < SealedPair.CHANNELS; channel++) {
      pair.follower.carrier.told().writable(channel);
    }

    assertThat(pair.follower.opened).isEqualTo(opened);
    assertThat(pair.follower.news).isEmpty();
    assertThat(pair.follower.texts()).isEmpty();
    assertThat(pair.follower.writable).isEmpty();
    assertThat(pair.follower.failures).isEmpty();
  }

  @Test
  void framesOfAllChannelsArriveInOrderAsTheyWere() {
    pair.open();
    List<String> wanted = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      for (int channel = 0; channel < SealedPair.CHANNELS; channel++) {
        assertThat(pair.leader.send(channel, channel + ":" + i)).isTrue();
        assertThat(pair.follower.send(channel, "back " + channel + ":" + i)).isTrue();
        wanted.add(channel + ":" + i);
      }
    }

    pair.deliver();

    assertThat(pair.follower.texts()).isEqualTo(wanted);
    assertThat(pair.leader.texts()).hasSameSizeAs(wanted).allMatch(text -> text.startsWith("back"));
    assertThat(pair.told()).isEmpty();
  }

  @Test
  void theLargestFrameFitsTheBoundOfAnyFrame() {
    pair.open();
    byte[] largest = new byte[SealedFrames.CONTENT_BYTES_MAX];
    new Random(1).nextBytes(largest);

    assertThat(pair.leader.bundle().send(1, largest)).isTrue();

    assertThat(pair.leader.carrier.out)
        .last()
        .satisfies(sent -> assertThat(sent.frame()).hasSize(Limits.FRAME_BYTES_MAX));
    pair.deliver();
    assertThat(pair.follower.frames).singleElement().isEqualTo(largest);
  }

  @Test
  void aFrameWithRoomAroundItIsSealedWhereItStands() {
    pair.open();
    pair.leader.carrier.room = 0;
    byte[] first = inPlace("first");
    byte[] second = inPlace("second");

    // The carrier takes nothing: the first is sealed and kept, the second stays as it was.
    assertThat(pair.leader.bundle().sendInPlace(1, first)).isTrue();
    assertThat(pair.leader.bundle().sendInPlace(1, second)).isFalse();
    assertThat(second).isEqualTo(inPlace("second"));

    pair.leader.carrier.room = 9;
    assertThat(pair.leader.bundle().sendInPlace(1, second)).isTrue();
    assertThat(pair.leader.carrier.out)
        .extracting(SealedPair.Sent::frame)
        .containsExactly(first, second);
    pair.deliver();
    assertThat(pair.follower.texts()).containsExactly("first", "second");
  }

  private static byte[] inPlace(String text) {
    byte[] content = text.getBytes(UTF_8);
    byte[] array = new byte[Bundle.ROOM_BEFORE + content.length + Bundle.ROOM_AFTER];
    System.arraycopy(content, 0, array, Bundle.ROOM_BEFORE, content.length);
    return array;
  }

  @Test
  void aLentArrayMayBeLongerAndIsNotKept() {
    pair.open();
    pair.leader.send(1, "lent");
    byte[] sealed = pair.leader.carrier.out.getFirst().frame();
    byte[] lent = Arrays.copyOf(sealed, sealed.length + 9);

    pair.follower.carrier.told().lent(1, lent, sealed.length);
    Arrays.fill(lent, (byte) 0);

    assertThat(pair.follower.texts()).containsExactly("lent");
  }

  @Test
  void nothingOfAFrameCanBeReadOnItsWay() {
    pair.open();

    pair.leader.send(1, "a very plain sentence");

    assertThat(
            new String(
                pair.leader.carrier.out.getFirst().frame(),
                java.nio.charset.StandardCharsets.ISO_8859_1))
        .doesNotContain("plain");
  }

  @Test
  void nothingIsSentBeforeTheCarrierIsOpen() {
    pair.describe();

    assertThat(pair.leader.send(0, "early")).isFalse();

    pair.leader.carrier.told().opened();
    assertThat(pair.leader.send(0, "now")).isTrue();
    assertThat(pair.leader.carrier.out).hasSize(1);
  }

  @Test
  void aFrameThatTheCarrierRefusesGoesFirstAndUnchangedNextTime() {
    pair.open();
    pair.leader.send(1, "one");
    pair.leader.carrier.room = 0;

    assertThat(pair.leader.send(1, "two")).isTrue();
    assertThat(pair.leader.send(1, "three")).isFalse();
    byte[] refused = pair.leader.carrier.lastRefused;
    assertThat(pair.leader.bundle().bufferedBytes(1)).isEqualTo(refused.length);
    pair.leader.carrier.room = 10;
    assertThat(pair.leader.send(1, "four")).isTrue();

    assertThat(pair.leader.carrier.out.get(1).frame()).isSameAs(refused);
    pair.deliver();
    assertThat(pair.follower.texts()).containsExactly("one", "two", "four");
    assertThat(pair.told()).isEmpty();
  }

  @Test
  void roomInTheCarrierSendsTheKeptFrameBeforeAnybodyHearsOfIt() {
    pair.open();
    pair.leader.carrier.room = 0;
    pair.leader.send(1, "kept");
    pair.leader.carrier.told().writable(1);
    assertThat(pair.leader.writable).isEmpty();

    pair.leader.carrier.room = 1;
    pair.leader.carrier.told().writable(1);

    assertThat(pair.leader.writable).containsExactly(1);
    pair.deliver();
    assertThat(pair.follower.texts()).containsExactly("kept");
  }

  @Test
  void aRefusedChannelHoldsUpNoOther() {
    pair.open();
    pair.leader.carrier.refused = 1;
    pair.leader.send(1, "kept");

    assertThat(pair.leader.send(2, "other")).isTrue();

    pair.deliver();
    assertThat(pair.follower.texts()).containsExactly("other");
  }

  @Test
  void everyChangedByteEndsTheLinkWithItsCodeOnce() {
    pair.open();
    pair.leader.send(1, "content");
    int length = pair.leader.carrier.out.getFirst().frame().length;
    for (int at = 0; at < length; at++) {
      SealedPair fresh = new SealedPair(1, 1);
      fresh.open();
      fresh.leader.send(1, "content");
      fresh.leader.send(1, "after");
      fresh.leader.carrier.out.getFirst().frame()[at] ^= 0x40;

      fresh.deliver();

      assertThat(fresh.follower.frames).as("byte %d", at).isEmpty();
      assertThat(fresh.told())
          .as("byte %d", at)
          .hasSize(1)
          .first()
          .isIn("FRAME_MALFORMED", "FRAME_REPLAY", "FRAME_AUTH");
      assertThat(fresh.follower.faults).hasSize(1);
    }
  }

  @Test
  void aRepeatedFrameEndsTheLink() {
    pair.open();
    pair.leader.send(1, "one");
    pair.leader.carrier.out.add(pair.leader.carrier.out.getFirst());

    pair.deliver();

    assertThat(pair.follower.texts()).containsExactly("one");
    assertThat(pair.follower.faults)
        .extracting(fault -> fault.code())
        .containsExactly(FaultCode.FRAME_REPLAY);
  }

  @Test
  void aFrameThatIsLeftOutEndsTheLink() {
    pair.open();
    pair.leader.send(1, "one");
    pair.leader.send(1, "two");
    pair.leader.carrier.out.removeFirst();

    pair.deliver();

    assertThat(pair.told()).containsExactly("FRAME_REPLAY");
  }

  @Test
  void aFrameOnAnotherChannelEndsTheLink() {
    pair.open();
    pair.leader.send(1, "for one");
    pair.leader.carrier.out.add(
        new SealedPair.Sent(3, pair.leader.carrier.out.removeFirst().frame()));

    pair.deliver();

    assertThat(pair.follower.frames).isEmpty();
    assertThat(pair.told()).containsExactly("FRAME_MALFORMED");
  }

  @Test
  void aFrameOfAnotherGenerationEndsTheLink() {
    SealedPair older = new SealedPair(7, 1);
    older.open();
    older.leader.send(1, "old");
    SealedPair newer = new SealedPair(8, 1);
    newer.open();
    newer.leader.carrier.out.addAll(older.leader.carrier.out);

    newer.deliver();

    assertThat(newer.told()).containsExactly("FRAME_AUTH");
  }

  @Test
  void aFrameOfAnotherHandshakeEndsTheLink() {
    SealedPair other = new SealedPair(1, 2);
    other.open();
    other.leader.send(1, "other");
    pair.open();
    pair.leader.carrier.out.addAll(other.leader.carrier.out);

    pair.deliver();

    assertThat(pair.told()).containsExactly("FRAME_AUTH");
  }

  @Test
  void aReflectedFrameEndsTheLink() {
    pair.open();
    pair.leader.send(1, "mine");
    pair.leader.carrier.told().received(1, pair.leader.carrier.out.getFirst().frame());

    assertThat(pair.leader.faults)
        .extracting(fault -> fault.code())
        .containsExactly(FaultCode.FRAME_AUTH);
  }

  @Test
  void whoeverPutsItsOwnCertificateBetweenOpensNothing() {
    pair.onItsWay = sdp -> sdp.replace(":A", ":C");
    pair.open();
    pair.leader.send(1, "secret");

    pair.deliver();

    assertThat(pair.follower.frames).isEmpty();
    assertThat(pair.told()).containsExactly("FRAME_AUTH");
  }

  @Test
  void aSecondDescriptionChangesNothing() {
    pair.open();

    pair.leader.bundle().applyAnswer(0, SealedPair.sdp("77"));
    pair.leader.send(1, "still");

    assertThat(pair.leader.carrier.applied).hasSize(SealedPair.ASSOCIATIONS);
    pair.deliver();
    assertThat(pair.follower.texts()).containsExactly("still");
  }

  @Test
  void aDescriptionWithoutACertificateEndsTheLinkUnused() {
    pair.begin();

    pair.follower.bundle().applyOffer(0, "v=0\r\ns=-\r\n");

    assertThat(pair.follower.carrier.applied).isEmpty();
    assertThat(pair.follower.failures).containsExactly("SDP_REFUSED");
  }

  @Test
  void theRootOfTheKeysIsClearedWhenAllChannelsHaveTheirs() {
    pair.open();

    assertThat(pair.leader.root.isClosed()).isTrue();
    assertThat(pair.follower.root.isClosed()).isTrue();
  }

  @Test
  void aCarrierThatCannotOpenLeavesNoKeys() {
    pair.leader.carrier.broken = true;

    assertThatThrownBy(pair::begin).isInstanceOf(IllegalStateException.class);

    assertThat(pair.leader.root.isClosed()).isTrue();
  }

  @Test
  void aClosedLinkTellsSendsAndKeepsNothing() {
    pair.begin();

    pair.leader.bundle().close();
    pair.leader.carrier.told().opened();
    pair.leader.carrier.told().failed(0, "LATE", "late");
    pair.leader.carrier.told().received(1, new byte[40]);

    assertThat(pair.leader.send(1, "late")).isFalse();
    assertThat(pair.leader.root.isClosed()).isTrue();
    assertThat(pair.leader.carrier.closed).isTrue();
    assertThat(pair.leader.failures).isEmpty();
    assertThat(pair.leader.opened).isZero();
    assertThat(pair.leader.frames).isEmpty();
  }
}
