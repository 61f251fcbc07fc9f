package dev.starshell.syncshell.trust;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KnownKeysTest {
  private static final MemberKey OLD = key(1);
  private static final MemberKey NEW = key(2);
  private static final MemberKey OTHER = key(3);

  private static MemberKey key(int seed) {
    byte[] bytes = new byte[Identity.SEED_BYTES];
    bytes[0] = (byte) seed;
    bytes[1] = (byte) (seed >>> 8);
    return Identity.fromSeed(bytes).key();
  }

  private static DisplayName name(String text) {
    return new DisplayName(text);
  }

  private static KnownKeys met(KnownKeys before, MemberKey key, String name) {
    return before.meet(Map.of(key, name(name))).known();
  }

  @Test
  void whoWasVerifiedInAnotherShellIsSoHereUntilThatIsTakenBack() {
    KnownKeys here = met(KnownKeys.NONE, OLD, "Bo");
    KnownKeys home = KnownKeys.NONE.verify(OLD, name("Bob"), 7);

    KnownKeys agreed = here.agreeing(home);

    assertThat(agreed.find(OLD).map(KnownKey::verifiedSeconds)).contains(7L);
    assertThat(agreed.find(OLD).map(KnownKey::name)).contains(name("Bo"));
    assertThat(agreed.find(OTHER)).isEmpty();
    assertThat(agreed.agreeing(home.unverify(OLD)).find(OLD).map(KnownKey::isVerified))
        .contains(false);
  }

  @Test
  void aFriendOfAnotherShellWhoTakesAFriendsNameHereIsStillPointedOut() {
    KnownKeys here = met(met(KnownKeys.NONE, OLD, "Bo"), NEW, "Bo");

    KnownKeys agreed = here.agreeing(KnownKeys.NONE.verify(NEW, name("Cy"), 7));

    assertThat(agreed.find(NEW).map(KnownKey::isChanged)).contains(true);
    assertThat(agreed.find(NEW).map(KnownKey::isVerified)).contains(false);
  }

  @Test
  void aFirstMeetingIsNoChange() {
    KnownKeys.Meeting meeting = KnownKeys.NONE.meet(Map.of(OLD, name("Bo"), OTHER, name("Cy")));

    assertThat(meeting.changed()).isEmpty();
    assertThat(meeting.known().find(OLD).orElseThrow().isVerified()).isFalse();
  }

  @Test
  void anotherKeyByTheSameNameIsAChangeThatIsToldOnce() {
    KnownKeys before = met(KnownKeys.NONE, OLD, "Bo");

    KnownKeys.Meeting meeting = before.meet(Map.of(NEW, name("bo")));

    assertThat(meeting.changed()).extracting(KnownKey::key).containsExactly(NEW);
    assertThat(meeting.known().find(NEW).orElseThrow().inPlaceOf()).contains(OLD);
    assertThat(meeting.known().meet(Map.of(NEW, name("bo"))).changed()).isEmpty();
    assertThat(meeting.known().find(NEW).orElseThrow().isChanged()).isTrue();
  }

  @Test
  void aNameThatOnlyLooksTheSameIsAChangeToo() {
    KnownKeys before = met(KnownKeys.NONE, OLD, "fish");

    assertThat(before.meet(Map.of(NEW, name("\uFB01sh"))).changed()).hasSize(1);
  }

  @Test
  void aNumberBehindAVerifiedNameIsAChangeButNotBehindAnotherOne() {
    KnownKeys before = met(KnownKeys.NONE, OLD, "Bo");

    assertThat(before.meet(Map.of(NEW, name("Bo 2"))).changed()).isEmpty();
    assertThat(before.verify(OLD, name("Bo"), 5).meet(Map.of(NEW, name("Bo 2"))).changed())
        .hasSize(1);
  }

  @Test
  void aVerifiedMemberThatTakesAnothersNameIsAChangeAndVerifiedNoMore() {
    KnownKeys before = met(met(KnownKeys.NONE, OLD, "Bo"), NEW, "Eve").verify(NEW, name("Eve"), 5);

    KnownKeys.Meeting meeting = before.meet(Map.of(NEW, name("Bo")));

    assertThat(meeting.changed()).extracting(KnownKey::key).containsExactly(NEW);
    assertThat(meeting.known().find(NEW).orElseThrow().isVerified()).isFalse();
    assertThat(before.meet(Map.of(NEW, name("Evelyn"))).changed()).isEmpty();
  }

  @Test
  void aMemberThatTakesAnothersNameIsAChange() {
    KnownKeys before = met(met(KnownKeys.NONE, OLD, "Bo"), NEW, "Eve");

    assertThat(before.meet(Map.of(NEW, name("Bo"))).changed())
        .extracting(KnownKey::inPlaceOf)
        .containsExactly(Optional.of(OLD));
  }

  @Test
  void verifyingEndsTheChangeAndTakingItBackDoesNotBringItAgain() {
    KnownKeys changed = met(met(KnownKeys.NONE, OLD, "Bo"), NEW, "Bo");

    KnownKeys verified = changed.verify(NEW, name("Bo"), 7);
    assertThat(verified.find(NEW).orElseThrow())
        .isEqualTo(new KnownKey(NEW, name("Bo"), 7, Optional.empty()));
    assertThat(verified.meet(Map.of(NEW, name("Bo"))).changed()).isEmpty();
    assertThat(verified.unverify(NEW).find(NEW).orElseThrow().isVerified()).isFalse();
    assertThat(verified.unverify(OTHER)).isEqualTo(verified);
  }

  @Test
  void theOldestThatNobodyComparedGoWhenThereAreTooMany() {
    KnownKeys known = met(met(KnownKeys.NONE, OLD, "first"), NEW, "second");
    known = known.verify(NEW, name("second"), 1);
    Map<MemberKey, DisplayName> crowd = new LinkedHashMap<>();
    for (int i = 10; i < 10 + KnownKeys.KEYS_MAX; i++) {
      crowd.put(key(i), name("member" + i));
    }

    KnownKeys after = known.meet(crowd).known();

    assertThat(after.find(OLD)).isEmpty();
    assertThat(after.find(NEW)).isPresent();
    assertThat(after.all()).hasSize(KnownKeys.KEYS_MAX + 1);
  }

  @Test
  void whatIsKeptComesBackAndEveryCutIsRefused() {
    KnownKeys known =
        met(met(KnownKeys.NONE, OLD, "Bo"), NEW, "Bo").verify(OTHER, name("Cy"), 1_800_000_000L);
    Bytes kept = KnownKeysCodec.write(known);

    assertThat(KnownKeysCodec.read(kept)).contains(known);
    for (int length = 0; length < kept.length(); length++) {
      assertThat(KnownKeysCodec.read(Bytes.copyOf(Arrays.copyOf(kept.toArray(), length))))
          .isEmpty();
    }
  }
}
