package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LinkMemoryTest {
  private static final long MIB = 1024 * 1024;

  /// What a JVM with the options of config/host.options says of its heap of 112 MiB.
  private static final long SMALLEST_HEAP = 108 * MIB;

  private static final MemberKey ADA = key(1);
  private static final MemberKey BOB = key(2);

  private final LinkMemory memory = new LinkMemory(SMALLEST_HEAP);
  private final ManifestShare share = new ManifestShare(memory);
  private final long most = memory.manifestBytesMax();

  @ParameterizedTest
  @ValueSource(longs = {108, 112, 256, 512, 4096})
  void allBoundsTogetherAreAtMostSevenTenthsOfTheHeap(long heapMib) {
    LinkMemory sized = new LinkMemory(heapMib * MIB);

    long all =
        sized.control().bytesMax()
            + sized.dataBytesMax()
            + sized.answerBytesMax()
            + sized.manifestBytesMax();
    assertThat(all).isLessThanOrEqualTo(heapMib * MIB * 7 / 10);
  }

  @Test
  void onTheSmallestHeapTheLargestThingOfEachKindFits() {
    long largestNeed =
        Limits.NEED_RANGES_MAX * Outgoing.RANGE_BYTES + Limits.NEED_ROOTS_MAX * Outgoing.WANT_BYTES;
    long largestManifest =
        Limits.MANIFEST_ENTRIES_MAX * ManifestShare.ENTRY_BYTES
            + 5_750_000 * ManifestShare.TEXT_FACTOR;

    assertThat(memory.control().bytesMax()).isGreaterThan(Limits.CONTROL_BYTES_MAX);
    assertThat(memory.answerBytesMax()).isGreaterThan(Limits.CONTROL_BYTES_MAX);
    assertThat(memory.takeAnswer(largestNeed, 0)).isTrue();
    assertThat(memory.dataBytesMax()).isGreaterThanOrEqualTo(Limits.LINK_WINDOW_BYTES);
    assertThat(memory.takeManifest(largestManifest, 0)).isTrue();
  }

  @Test
  void aManifestIsCountedByItsEntriesAndItsTextBeforeItIsDecoded() {
    byte[] root = new byte[Digest.LENGTH_BYTES];
    byte[] two = new CborWriter().text("a.zip").bytes(root).text("b.zip").bytes(root).toBytes();

    assertThat(ManifestShare.bytesOf(Bytes.copyOf(two)))
        .isEqualTo(2 * ManifestShare.ENTRY_BYTES + two.length * ManifestShare.TEXT_FACTOR);
    assertThat(ManifestShare.bytesOf(Bytes.EMPTY)).isZero();
  }

  @Test
  void bytesThatOnlyLookLikeManyEntriesCountNoMoreThanTheLargestManifest() {
    byte[] full = new byte[Limits.MANIFEST_BYTES_MAX];
    for (int i = 0; i < full.length; i += 2) {
      full[i] = 0x58;
      full[i + 1] = 0x20;
    }

    assertThat(ManifestShare.bytesOf(Bytes.copyOf(full)))
        .isEqualTo(
            Limits.MANIFEST_ENTRIES_MAX * ManifestShare.ENTRY_BYTES
                + full.length * ManifestShare.TEXT_FACTOR);
    assertThat(ManifestShare.bytesOf(Bytes.copyOf(new byte[full.length + 1])))
        .isEqualTo(full.length + 1);
  }

  @Test
  void manifestsOfAllMembersAndShellsAreBoundedTogether() {
    ManifestShare otherShell = new ManifestShare(memory);
    assertThat(share.keep(claim(share, ADA, most - 10))).isTrue();

    assertThat(share.claim(BOB, 11)).isEmpty();
    assertThat(otherShell.claim(ADA, 11)).isEmpty();
    assertThat(otherShell.claim(ADA, 10)).isPresent();
    assertThat(share.claim(BOB, 1)).isEmpty();
  }

  @Test
  void aManifestTakesThePlaceOfItsFormerEvenIfBothDoNotFit() {
    share.keep(claim(share, ADA, most - 10));

    assertThat(share.claim(ADA, most + 1)).isEmpty();
    ManifestShare.Claim next = claim(share, ADA, most);
    assertThat(share.claim(ADA, most)).as("one such pair at a time").isEmpty();
    assertThat(share.keep(next)).isTrue();

    assertThat(memory.manifestBytes()).isEqualTo(most);
  }

  @Test
  void whatIsNotKeptForgottenOrLeftGivesItsRoomBackOnce() {
    ManifestShare.Claim bad = claim(share, ADA, 100);
    share.drop(bad);
    share.drop(bad);
    assertThat(memory.manifestBytes()).isZero();

    share.keep(claim(share, ADA, 100));
    share.forget(ADA);
    share.forget(ADA);
    assertThat(memory.manifestBytes()).isZero();

    share.keep(claim(share, ADA, 100));
    ManifestShare.Claim late = claim(share, BOB, 50);
    share.clear();
    assertThat(memory.manifestBytes()).isZero();
    assertThat(share.keep(late)).isFalse();
    share.drop(late);
    assertThat(memory.manifestBytes()).isZero();
  }

  private static ManifestShare.Claim claim(ManifestShare share, MemberKey owner, long bytes) {
    Optional<ManifestShare.Claim> claim = share.claim(owner, bytes);
    assertThat(claim).isPresent();
    return claim.orElseThrow();
  }

  private static MemberKey key(int fill) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) fill);
    return Identity.fromSeed(seed).key();
  }
}
