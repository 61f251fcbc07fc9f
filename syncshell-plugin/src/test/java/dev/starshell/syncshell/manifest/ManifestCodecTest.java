package dev.starshell.syncshell.manifest;

import static dev.starshell.syncshell.manifest.Manifests.ADA;
import static dev.starshell.syncshell.manifest.Manifests.BOB;
import static dev.starshell.syncshell.manifest.Manifests.SHELL;
import static dev.starshell.syncshell.manifest.Manifests.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.manifest.SignedManifest.Standing;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import dev.starshell.syncshell.protocol.DecodeResult.Malformed;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.ManifestHead;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ManifestCodecTest {
  private static final SignedManifest SIGNED =
      ManifestCodec.sign(
          ADA,
          Manifests.first(
              entry("hair", "a.zip", 1),
              entry("hair", "b/c.pmp", 2),
              entry("wear", "a.zip", 1),
              new Entry("wear", "empty", 0, Manifest.EMPTY_ROOT)));

  @Test
  void aManifestComesBackAsItWasSigned() {
    assertThat(read(SIGNED.signed())).isEqualTo(new Decoded<>(SIGNED));
  }

  @Test
  void aManifestWithoutEntriesIsAManifest() {
    SignedManifest none = ManifestCodec.sign(ADA, Manifests.first());

    assertThat(read(none.signed())).isEqualTo(new Decoded<>(none));
  }

  @Test
  void everyChangedByteAndEveryCutIsRefused() {
    byte[] good = SIGNED.signed().toArray();

    for (int at = 0; at < good.length; at++) {
      byte[] changed = good.clone();
      changed[at] ^= 8;
      assertThat(fault(read(Bytes.copyOf(changed))))
          .isIn(FaultCode.MANIFEST_FORGED, FaultCode.FRAME_MALFORMED);
      assertThat(fault(read(Bytes.copyOf(Arrays.copyOf(good, at)))))
          .isEqualTo(FaultCode.FRAME_MALFORMED);
    }
    assertThat(fault(read(Bytes.copyOf(Arrays.copyOf(good, good.length + 1)))))
        .isEqualTo(FaultCode.FRAME_MALFORMED);
  }

  @Test
  void aManifestOfAnotherMemberShellOrPurposeIsForged() {
    byte[] body =
        SignedEnvelope.read(SIGNED.signed(), Limits.MANIFEST_BYTES_MAX)
            .orElseThrow()
            .body()
            .toArray();
    ShellId other = ShellId.of(BOB.key(), new byte[32]);

    assertThat(fault(ManifestCodec.read(SIGNED.signed(), SHELL, BOB.key())))
        .isEqualTo(FaultCode.MANIFEST_FORGED);
    assertThat(fault(ManifestCodec.read(SIGNED.signed(), other, ADA.key())))
        .isEqualTo(FaultCode.MANIFEST_FORGED);
    assertThat(fault(read(SignedEnvelope.sign(ADA, SignatureLabel.LOG_ACT, body).toBytes())))
        .isEqualTo(FaultCode.MANIFEST_FORGED);
    assertThat(
            fault(
                ManifestCodec.read(
                    SignedEnvelope.sign(BOB, SignatureLabel.MANIFEST, body).toBytes(),
                    SHELL,
                    BOB.key())))
        .isEqualTo(FaultCode.MANIFEST_FORGED);
  }

  @Test
  void everyLimitIsKeptEvenByAnHonestSignature() {
    byte[] root = Manifests.root(1).digest().toBytes();

    assertThat(faultOf(1, out -> out.array(257))).isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> out.array(1).array(2).text("lib").array(20_001)))
        .isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> one(out, "x".repeat(241), 1, root)))
        .isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> one(out, "a", Limits.ARCHIVE_BYTES_MAX + 1, root)))
        .isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> one(out, "a", 0, root))).isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> one(out, "a", 1, Manifest.EMPTY_ROOT.digest().toBytes())))
        .isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(0, out -> out.array(0))).isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(2, out -> out.array(0))).isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(Manifest.SEQUENCE_MAX + 1, out -> out.array(0)))
        .isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(fault(read(Bytes.copyOf(new byte[Limits.MANIFEST_BYTES_MAX + 1]))))
        .isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> one(out, "a", 5, root))).isNull();
  }

  @Test
  void unsortedDoubledAndContradictingEntriesAreRefused() {
    byte[] root = Manifests.root(1).digest().toBytes();

    assertThat(faultOf(1, out -> two(out, "b", 5, "a", 5))).isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> two(out, "a", 5, "a", 5))).isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> two(out, "a", 5, "b", 6))).isEqualTo(FaultCode.MANIFEST_LIMIT);
    assertThat(faultOf(1, out -> out.array(1).array(2).text("lib").array(0)))
        .isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(faultOf(1, out -> one(out, "a", 5, Arrays.copyOf(root, 31))))
        .isEqualTo(FaultCode.FRAME_MALFORMED);
    assertThat(faultOf(1, out -> two(out, "a", 5, "b", 5))).isNull();
  }

  @Test
  void oneUnsafePathRefusesTheWholeManifestAndIsNamed() {
    byte[] root = Manifests.root(1).digest().toBytes();
    Bytes signed = signedBody(1, out -> two(out, "../evil", 5, "good", 5));

    DecodeResult<SignedManifest> result = read(signed);

    assertThat(fault(result)).isEqualTo(FaultCode.PATH_UNSAFE);
    assertThat(((Malformed<SignedManifest>) result).fault().detail()).contains("../evil");
    assertThat(faultOf(1, out -> two(out, "A", 5, "a", 5))).isEqualTo(FaultCode.PATH_UNSAFE);
    assertThat(
            faultOf(
                1,
                out ->
                    out.array(1)
                        .array(2)
                        .text("..")
                        .array(1)
                        .array(3)
                        .text("a")
                        .uint(5)
                        .bytes(root)))
        .isEqualTo(FaultCode.PATH_UNSAFE);
  }

  @Test
  void nobodySignsWhatOthersWouldRefuse() {
    assertThatThrownBy(() -> ManifestCodec.sign(BOB, Manifests.first()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ManifestCodec.sign(ADA, Manifests.first(entry("lib", "a\\b", 1))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Manifests.first(entry("lib", "b", 1), entry("lib", "a", 2)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aManifestIsJudgedByTheOneThatIsKnown() {
    SignedManifest next =
        ManifestCodec.sign(ADA, Manifests.manifest(2, SIGNED.digest(), entry("x", "a", 1)));
    SignedManifest otherNext =
        ManifestCodec.sign(ADA, Manifests.manifest(2, SIGNED.digest(), entry("x", "b", 1)));
    SignedManifest strayNext =
        ManifestCodec.sign(ADA, Manifests.manifest(2, next.digest(), entry("x", "b", 1)));
    SignedManifest later = ManifestCodec.sign(ADA, Manifests.manifest(9, strayNext.digest()));

    assertThat(SIGNED.standingTo(new ManifestHead(0, Manifest.NO_DIGEST)))
        .isEqualTo(Standing.NEWER);
    assertThat(next.standingTo(SIGNED.head())).isEqualTo(Standing.NEWER);
    assertThat(later.standingTo(SIGNED.head())).isEqualTo(Standing.NEWER);
    assertThat(later.standingTo(new ManifestHead(0, Manifest.NO_DIGEST))).isEqualTo(Standing.NEWER);
    assertThat(next.standingTo(next.head())).isEqualTo(Standing.SAME);
    assertThat(SIGNED.standingTo(next.head())).isEqualTo(Standing.STALE);
    assertThat(otherNext.standingTo(next.head())).isEqualTo(Standing.EQUIVOCATION);
    assertThat(strayNext.standingTo(SIGNED.head())).isEqualTo(Standing.EQUIVOCATION);
  }

  @Test
  void theLargestManifestIsDraftedSignedAndRead() {
    List<Entry> found = new ArrayList<>();
    for (int i = 0; i < 21_000; i++) {
      found.add(entry("library", "folder " + i % 100 + "/some mod " + i + ".ttmp2", i));
    }
    ManifestDraft draft = ManifestDraft.of(found);

    SignedManifest signed =
        ManifestCodec.sign(
            ADA,
            new Manifest(SHELL, ADA.key(), 1, Manifest.NO_DIGEST, Manifests.NOW, draft.entries()));

    assertThat(draft.entries()).hasSize(20_000);
    assertThat(draft.surplus()).hasSize(1_000);
    assertThat(read(signed.signed())).isEqualTo(new Decoded<>(signed));
  }

  @Test
  void aDraftOfTheLongestPathsStillFits() {
    List<Entry> found = new ArrayList<>();
    for (int i = 0; i < 20_500; i++) {
      String name = "%06d".formatted(i);
      found.add(
          entry(
              "library " + name + "é".repeat(52),
              "y".repeat(119) + "/" + "x".repeat(114) + name,
              i));
    }
    ManifestDraft many = ManifestDraft.of(found);
    List<Entry> inOne =
        found.stream()
            .map(one -> new Entry("library", one.path(), one.sizeBytes(), one.root()))
            .toList();
    ManifestDraft large = ManifestDraft.of(inOne);

    for (ManifestDraft draft : List.of(many, large)) {
      Manifest manifest =
          new Manifest(SHELL, ADA.key(), 1, Manifest.NO_DIGEST, Manifests.NOW, draft.entries());
      assertThat(read(ManifestCodec.sign(ADA, manifest).signed())).isInstanceOf(Decoded.class);
    }
    assertThat(many.entries()).hasSize(Limits.MANIFEST_LIBRARIES_MAX);
  }

  @Test
  void aDraftLeavesOutWhatOthersWouldRefuse() {
    Entry good = entry("lib", "good.zip", 1);
    Entry hidden = entry("lib", ".hidden", 2);
    Entry twin = entry("lib", "GOOD.zip", 3);
    Entry decomposed = entry("lib", "e\u0301.zip", 4);

    ManifestDraft draft = ManifestDraft.of(List.of(good, hidden, twin, decomposed));

    assertThat(draft.entries()).containsExactly(twin, entry("lib", "é.zip", 4));
    assertThat(draft.skipped())
        .containsExactlyInAnyOrder(
            new PathRules.Broken(PathRule.HIDDEN, hidden),
            new PathRules.Broken(PathRule.DUPLICATE, good));
    assertThat(ManifestDraft.of(List.of(decomposed, twin, hidden, good))).isEqualTo(draft);
  }

  private static void one(CborWriter out, String path, long size, byte[] root) {
    out.array(1).array(2).text("lib").array(1).array(3).text(path).uint(size).bytes(root);
  }

  private static void two(CborWriter out, String path, long size, String path2, long size2) {
    byte[] root = Manifests.root(1).digest().toBytes();
    out.array(1).array(2).text("lib").array(2);
    out.array(3).text(path).uint(size).bytes(root);
    out.array(3).text(path2).uint(size2).bytes(root);
  }

  private static @org.jspecify.annotations.Nullable FaultCode faultOf(
      long sequence, Consumer<CborWriter> libraries) {
    return switch (read(signedBody(sequence, libraries))) {
      case Malformed<SignedManifest> malformed -> malformed.fault().code();
      case Decoded<SignedManifest> _, DecodeResult.Incomplete<SignedManifest> _ -> null;
    };
  }

  private static Bytes signedBody(long sequence, Consumer<CborWriter> libraries) {
    CborWriter out =
        new CborWriter()
            .array(7)
            .uint(1)
            .bytes(SHELL.digest().toBytes())
            .bytes(ADA.key().toBytes())
            .uint(sequence)
            .bytes(new byte[Digest.LENGTH_BYTES])
            .uint(0);
    libraries.accept(out);
    return SignedEnvelope.sign(ADA, SignatureLabel.MANIFEST, out.toBytes()).toBytes();
  }

  private static DecodeResult<SignedManifest> read(Bytes signed) {
    return ManifestCodec.read(signed, SHELL, ADA.key());
  }

  private static FaultCode fault(DecodeResult<SignedManifest> result) {
    assertThat(result).isInstanceOf(Malformed.class);
    return ((Malformed<SignedManifest>) result).fault().code();
  }
}
