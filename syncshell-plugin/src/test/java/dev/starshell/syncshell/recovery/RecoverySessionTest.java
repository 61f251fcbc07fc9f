package dev.starshell.syncshell.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.RecoverySession.Subject;
import dev.starshell.syncshell.recovery.RecoverySessionCodec.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecoverySessionTest {
  private static final MemberKey PEER =
      MemberKey.of(
          HexFormat.of()
              .parseHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));
  private static final ShellId SHELL = new ShellId(Needs.root(99).digest());
  private static final Subject SUBJECT = new Subject(SHELL, PEER, 12, 5, 1_700_000_000L);
  private static final String SERVER = "turn:relay.example:3478?transport=udp";
  private static final Root WHOLE = Needs.root(1);
  private static final Root HALF = Needs.root(2);

  private static PartialArchive partial(Root root, int chunks, int... here) {
    BitSet bits = new BitSet();
    for (int chunk : here) {
      bits.set(chunk);
    }
    return PartialArchive.of(root, chunks, bits);
  }

  private static RecoverySession session() {
    return RecoverySession.of(
        SUBJECT,
        List.of(WHOLE),
        List.of(partial(HALF, 12, 0, 1, 7, 11)),
        List.of(new OpenContract(true, 3, Needs.root(7).digest(), 4, 2)),
        List.of(SERVER));
  }

  @Test
  void whatIsWrittenIsRead() {
    assertThat(RecoverySessionCodec.read(RecoverySessionCodec.write(session())))
        .isEqualTo(new Reading.Read(session()));
  }

  @Test
  void aSessionThatIsCutAnywhereIsDamaged() {
    byte[] written = RecoverySessionCodec.write(session()).toArray();

    for (int length = 0; length < written.length; length++) {
      assertThat(RecoverySessionCodec.read(Bytes.copyOf(Arrays.copyOf(written, length))))
          .as("length %d", length)
          .isInstanceOfSatisfying(
              Reading.Refused.class,
              refused -> assertThat(refused.reason()).isEqualTo(SessionRefusal.RECOVERY_DAMAGED));
    }
    byte[] longer = Arrays.copyOf(written, written.length + 1);
    assertThat(RecoverySessionCodec.read(Bytes.copyOf(longer))).isInstanceOf(Reading.Refused.class);
  }

  @Test
  void noFlippedBitIsReadAsTheSameSessionOrThrows() {
    byte[] written = RecoverySessionCodec.write(session()).toArray();

    for (int bit = 0; bit < written.length * 8; bit++) {
      byte[] flipped = written.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(RecoverySessionCodec.read(Bytes.copyOf(flipped)))
          .as("bit %d", bit)
          .isNotEqualTo(new Reading.Read(session()));
    }
  }

  @Test
  void aNewerVersionIsNotCalledDamaged() {
    byte[] newer = new CborWriter().array(2).uint(2).text("of tomorrow").toBytes();

    assertThat(RecoverySessionCodec.read(Bytes.copyOf(newer)))
        .isEqualTo(new Reading.Refused(SessionRefusal.RECOVERY_NEWER, "version=2"));
  }

  @Test
  void theMissingRangesAreWhatTheBitmapLacks() {
    PartialArchive half = partial(HALF, 12, 0, 1, 7, 11);

    assertThat(half.missing()).containsExactly(new ChunkRange(2, 7), new ChunkRange(8, 11));
    assertThat(half.hereCount()).isEqualTo(4);
    assertThat(partial(HALF, 3, 0, 1, 2).missing()).isEmpty();
    assertThat(partial(HALF, 3).missing()).containsExactly(new ChunkRange(0, 3));
  }

  @Test
  void aBitAfterTheLastChunkIsNoBitmap() {
    assertThatThrownBy(() -> new PartialArchive(HALF, 3, Bytes.copyOf(new byte[] {8})))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PartialArchive(HALF, 8, Bytes.copyOf(new byte[2])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anArchiveThatIsWholeIsPartialNoMore() {
    RecoverySession done = session().completed(HALF);

    assertThat(done.partials()).isEmpty();
    assertThat(done.completed()).containsExactly(WHOLE, HALF);
    assertThat(done.progressed(partial(HALF, 12, 0))).isEqualTo(done);
  }

  @Test
  void eachReasonNotToUseASessionHasItsCode() {
    ShellId other = new ShellId(Needs.root(98).digest());

    assertThat(SessionCheck.refusal(session(), SHELL, PEER::equals)).isEmpty();
    assertThat(SessionCheck.refusal(session(), other, PEER::equals))
        .contains(SessionRefusal.RECOVERY_OTHER_SHELL);
    assertThat(SessionCheck.refusal(session(), SHELL, _ -> false))
        .contains(SessionRefusal.RECOVERY_NOT_A_MEMBER);
    for (SessionRefusal refusal : SessionRefusal.values()) {
      assertThat(refusal.sentence()).endsWith(".");
    }
  }

  @Test
  void boundsAreKept() {
    List<String> servers = Collections.nCopies(RecoverySession.SERVERS_MAX + 1, SERVER);
    List<OpenContract> contracts =
        Collections.nCopies(
            RecoverySession.CONTRACTS_MAX + 1,
            new OpenContract(false, 1, Digest.of(new byte[32]), 1, 0));

    assertThatThrownBy(() -> RecoverySession.of(SUBJECT, List.of(), List.of(), List.of(), servers))
        .hasMessage("servers=17 over 16");
    assertThatThrownBy(
            () -> RecoverySession.of(SUBJECT, List.of(), List.of(), contracts, List.of()))
        .hasMessage("contracts=5 over 4");
  }

  @Test
  void noSecretFitsIntoASession() {
    for (String name : List.of("turn:u:pass@h.example", "turn:h.example?credential=pass")) {
      assertThatThrownBy(
              () -> RecoverySession.of(SUBJECT, List.of(), List.of(), List.of(), List.of(name)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageNotContaining("pass");
    }
  }

  @Test
  void manyPartsAreTakenAtOnceAndThoseThatWouldBeTooManyAreLeftOut() {
    List<PartialArchive> news = new ArrayList<>();
    for (int i = 0; i < RecoverySession.ARCHIVES_MAX; i++) {
      news.add(partial(new Root(Sha256.of(new byte[] {(byte) i, (byte) (i >>> 8)})), 9, 1));
    }
    news.add(partial(HALF, 12, 0, 5));
    news.add(partial(WHOLE, 12, 0));

    RecoverySession after = session().progressed(news);

    assertThat(after.partials()).hasSize(RecoverySession.ARCHIVES_MAX);
    assertThat(after.partials()).contains(partial(HALF, 12, 0, 5));
    assertThat(after.partials()).noneMatch(one -> one.root().equals(WHOLE));
  }
}
