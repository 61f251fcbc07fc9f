package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.limits.ProtocolVersion;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.DataFrameCodec;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.ManifestHead;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListRefused;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAccepted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.CreditGranted;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.Hello;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestChanged;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestWanted;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Receipts;
import dev.starshell.syncshell.protocol.Want;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Mallory is a real member whose messages are forged on their way. Ada must name what is wrong,
/// end that link only, lose nothing, and take it up again when Mallory behaves.
final class HostilePeerIT {
  private static final int MB = 1024 * 1024;
  private static final byte LAST = 0;
  private static final byte MORE = 1;

  @TempDir Path temp;
  private TestShell shell;
  private TestMember ada;
  private TestMember mallory;
  private TestMember cleo;
  private Forger forger;
  private long cleosGeneration;

  @BeforeEach
  void begin() throws IOException {
    shell = new TestShell(temp, "ada", "mallory", "cleo");
    ada = shell.member(0);
    mallory = shell.member(1);
    cleo = shell.member(2);
    forger = new Forger(mallory.key(), ada.key());
    shell.net.filter = forger;
    shell.begin();
    cleosGeneration = ada.journal().generation(cleo.key()).orElse(0);
  }

  @AfterEach
  void end() throws IOException {
    shell.close();
  }

  private void control(byte[] frame) {
    shell.net.between(mallory.key(), ada.key()).inject(ControlOutbox.CHANNEL, frame);
  }

  private void say(TransferMessage message) {
    ControlFragments.of(message).forEach(this::control);
  }

  /// Says a great deal, until the link is gone.
  private void flood(int count, IntFunction<TransferMessage> message) {
    MemoryBundle link = shell.net.between(mallory.key(), ada.key());
    for (int i = 1; i <= count; i++) {
      ControlFragments.of(message.apply(i))
          .forEach(frame -> link.inject(ControlOutbox.CHANNEL, frame));
    }
  }

  private void data(int channel, byte[] frame) {
    shell.net.between(mallory.key(), ada.key()).inject(channel, frame);
  }

  private boolean isAudited(String code) {
    return ok(ada.control().audit(1000)).stream()
        .anyMatch(entry -> entry.event().equals("FAULT") && entry.subject().startsWith(code));
  }

  /// How many wait at once depends on who is faster: Ada answers all, or names the fault. Nothing
  /// else is held up, and all goes on by itself.
  private void answeredOrNamed(Class<? extends TransferMessage> answer, int count)
      throws IOException {
    until(() -> isAudited(FaultCode.OUT_OF_ORDER.name()) || forger.heard(answer).size() >= count);
    forger.behave();
    goesOn();
  }

  /// Ada names the fault; then Mallory behaves, and all goes on by itself.
  private void thenNamed(FaultCode code) throws IOException {
    until(() -> isAudited(code.name()) && ada.hasNotice(code.name()));
    forger.behave();
    goesOn();
  }

  private void goesOn() throws IOException {
    byte[] late = mallory.write("late", "late.zip", 77, MB);
    mallory.share("late");
    until(() -> Arrays.equals(late, ada.installed().get("mallory/late/late.zip")));
    assertThat(ada.journal().generation(cleo.key()).orElse(0)).isEqualTo(cleosGeneration);
    assertThat(counts(ada).duplicateBytes()).isZero();
  }

  /// Mallory offers an archive and forges while it is sent.
  private void malloryShares() throws IOException {
    mallory.write("bad", "bad.zip", 9, 3 * MB);
    mallory.share("bad");
  }

  private void adaShares() throws IOException {
    ada.write("good", "good.zip", 8, 3 * MB);
    ada.share("good");
  }

  @Test
  void anUnknownMessageEndsTheLink() throws IOException {
    control(new byte[] {LAST, (byte) 0x82, 0x18, (byte) 0xFA, 0});

    thenNamed(FaultCode.FRAME_MALFORMED);
  }

  @Test
  void bytesAfterAMessageEndTheLink() throws IOException {
    byte[] frame = ControlFragments.of(new Heartbeat(1)).getFirst();

    control(Arrays.copyOf(frame, frame.length + 1));

    thenNamed(FaultCode.FRAME_MALFORMED);
  }

  @Test
  void aFrameOverTheLimitEndsTheLink() throws IOException {
    control(new byte[Limits.FRAME_BYTES_MAX + 1]);

    thenNamed(FaultCode.FRAME_TOO_LARGE);
  }

  @Test
  void aMessageThatNeverEndsEndsTheLink() throws IOException {
    byte[] frame = new byte[Limits.CONTROL_FRAME_BYTES_MAX];
    frame[0] = MORE;
    for (int i = 0; i < 258; i++) {
      control(frame);
    }

    thenNamed(FaultCode.FRAME_TOO_LARGE);
  }

  @Test
  void aMessageBeforeHelloEndsTheLink() throws IOException {
    forger.once(Hello.class, hello -> List.of(new ManifestChanged(hello.manifest()), hello));

    shell.net.between(mallory.key(), ada.key()).cut();

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void aSecondHelloEndsTheLink() throws IOException {
    say(new Hello(ProtocolVersion.CURRENT, OwnManifest.NONE));

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void dataWithoutAContractEndsTheLink() throws IOException {
    data(1, chunk(1000, 0, 0, 100));

    thenNamed(FaultCode.CONTRACT_VIOLATION);
  }

  @Test
  void aThousandBadDataFramesAreOneFault() throws IOException {
    MemoryBundle link = shell.net.between(mallory.key(), ada.key());
    for (int i = 0; i < 1000; i++) {
      link.inject(1, new byte[3]);
    }

    thenNamed(FaultCode.FRAME_MALFORMED);
    assertThat(ada.notices)
        .filteredOn(notice -> notice.code().equals("FRAME_MALFORMED"))
        .hasSize(1);
  }

  @Test
  void dataOutOfTheContractsOrderEndsTheLink() throws IOException {
    forger.data(frame -> {
      byte[] other = frame.clone();
      other[frame.length > 13 ? 12 : 0] ^= 1;
      return other;
    });
    malloryShares();

    until(() -> ok(ada.control().audit(1000)).stream().anyMatch(e -> e.event().equals("FAULT")));
    forger.behave();
    goesOn();
  }

  @Test
  void dataForAClosedChannelEndsTheLink() throws IOException {
    malloryShares();
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    shell.awaitSync();

    for (int channel = 1; channel < 5; channel++) {
      data(channel, forger.data.getFirst());
    }

    thenNamed(FaultCode.CHANNEL_CLOSED);
    assertThat(ada.installed()).containsKey("mallory/bad/bad.zip");
  }

  @Test
  void oneBadChunkIsFetchedAgain() throws IOException {
    boolean[] done = new boolean[1];
    forger.data(frame -> {
      if (!done[0] && frame.length > 20_000) {
        done[0] = true;
        frame[frame.length - 1] ^= 1;
      }
      return frame;
    });

    malloryShares();

    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    assertThat(ada.hasNotice("CHUNK_HASH_MISMATCH")).isTrue();
    goesOn();
  }

  @Test
  void aMemberThatSendsWrongBytesAgainAndAgainIsQuarantined() throws IOException {
    forger.data(frame -> {
      frame[frame.length - 1] ^= 1;
      return frame;
    });
    malloryShares();

    until(() ->
        ada.notices.stream().anyMatch(notice -> notice.text().contains("for an hour"))
            && ada.control().status().links() == 1);
    forger.behave();
    shell.nudge();
    cleo.write("fine", "fine.zip", 3, MB);
    cleo.share("fine");

    until(() -> ada.installed().containsKey("cleo/fine/fine.zip"));
    assertThat(ada.installed()).doesNotContainKey("mallory/bad/bad.zip");
    assertThat(ada.control().status().links()).isEqualTo(1);
    assertThat(isAudited("CHUNK_HASH_MISMATCH")).isTrue();
  }

  @Test
  void aContractWithAParcelTwiceEndsTheLink() throws IOException {
    forger.once(
        ContractOffered.class,
        offer -> {
          List<Parcel> twice = new ArrayList<>(offer.parcels());
          twice.add(offer.parcels().getFirst());
          return List.of(
              new ContractOffered(offer.contract(), offer.need(), twice, offer.refused()));
        });
    malloryShares();

    thenNamed(FaultCode.CONTRACT_VIOLATION);
  }

  @Test
  void aContractWhoseParcelsOverlapEndsTheLink() throws IOException {
    forger.once(
        ContractOffered.class,
        offer -> {
          Parcel first = offer.parcels().getFirst();
          int other = first.channel() == 1 ? 2 : 1;
          List<Parcel> overlapping = new ArrayList<>(offer.parcels());
          overlapping.removeIf(parcel -> parcel.channel() == other);
          overlapping.add(new Parcel(first.root(), other, first.chunks()));
          return List.of(
              new ContractOffered(offer.contract(), offer.need(), overlapping, offer.refused()));
        });
    malloryShares();

    thenNamed(FaultCode.CONTRACT_VIOLATION);
  }

  @Test
  void aContractWithAnArchiveThatNobodyWantsEndsTheLink() throws IOException {
    forger.once(
        ContractOffered.class,
        offer -> {
          List<Parcel> more = new ArrayList<>(offer.parcels());
          more.add(new Parcel(root(55), 1, List.of(new ChunkRange(0, 1))));
          return List.of(
              new ContractOffered(offer.contract(), offer.need(), more, offer.refused()));
        });
    malloryShares();

    thenNamed(FaultCode.CONTRACT_VIOLATION);
  }

  @Test
  void aContractWithANumberOfOursEndsTheLink() throws IOException {
    forger.once(
        ContractOffered.class,
        offer ->
            List.of(
                new ContractOffered(
                    offer.contract() + 1, offer.need(), offer.parcels(), offer.refused())));
    malloryShares();

    thenNamed(FaultCode.CONTRACT_VIOLATION);
  }

  @Test
  void aWrongDigestOfAContractEndsTheLink() throws IOException {
    forger.once(
        ContractAccepted.class,
        accepted -> List.of(new ContractAccepted(accepted.contract(), digest(4))));
    adaShares();

    thenNamed(FaultCode.CONTRACT_VIOLATION);
    until(() -> mallory.installed().containsKey("ada/good/good.zip"));
  }

  @Test
  void receiptsForWhatWasNotSentEndTheLink() throws IOException {
    forger.once(
        ContractAccepted.class,
        accepted ->
            List.of(
                accepted,
                new Receipts(accepted.contract(), IntStream.range(0, 100).boxed().toList())));
    adaShares();

    thenNamed(FaultCode.RECEIPT_INVALID);
    until(() -> mallory.installed().containsKey("ada/good/good.zip"));
  }

  @Test
  void aHighFiveOverOtherReceiptsEndsTheLink() throws IOException {
    forger.once(
        HighFive.class,
        five ->
            List.of(new HighFive(five.contract(), five.channel(), digest(6), five.signature())));
    malloryShares();

    thenNamed(FaultCode.RECEIPT_INVALID);
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
  }

  @Test
  void anAnsweredHighFiveWithAWrongSignatureEndsTheLink() throws IOException {
    forger.once(
        HighFiveAnswered.class,
        five ->
            List.of(
                new HighFiveAnswered(
                    five.contract(), five.channel(), five.receipts(), Bytes.copyOf(new byte[64]))));
    adaShares();

    thenNamed(FaultCode.RECEIPT_INVALID);
    until(() -> mallory.installed().containsKey("ada/good/good.zip"));
  }

  @Test
  void creditForTheControlChannelEndsTheLink() throws IOException {
    say(new CreditGranted(19, 1));

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  private ShellId shellId() {
    return ada.runtime()
        .frame()
        .loop()
        .ask(() -> ada.runtime().membership().record().orElseThrow().shell());
  }

  /// Signs a manifest that no correct member would sign.
  private Bytes manifest(Identity signer, long sequence, String path) {
    byte[] previous = sequence == 1 ? Manifest.NO_DIGEST.toBytes() : digest(1).toBytes();
    byte[] body =
        new CborWriter()
            .array(7)
            .uint(1)
            .bytes(shellId().digest().toBytes())
            .bytes(signer.key().toBytes())
            .uint(sequence)
            .bytes(previous)
            .uint(1_700_000_000)
            .array(1)
            .array(2)
            .text("bad")
            .array(1)
            .array(3)
            .text(path)
            .uint(100)
            .bytes(digest(7).toBytes())
            .toBytes();
    return SignedEnvelope.sign(signer, SignatureLabel.MANIFEST, body).toBytes();
  }

  /// Announces a manifest, and gives these bytes when Ada asks for it.
  private void give(long sequence, Bytes signed) {
    int asked = forger.heard(ManifestWanted.class).size();
    forger.once(ManifestGiven.class, _ -> List.of());
    say(new ManifestChanged(new ManifestHead(sequence, digest((int) sequence))));
    until(() -> forger.heard(ManifestWanted.class).size() > asked);
    say(new ManifestGiven(signed));
  }

  @Test
  void aManifestWithAPathThatLeavesTheFolderIsTurnedAwayWhole() throws IOException {
    for (String path : List.of("../../evil.zip", "/etc/evil.zip", "a/../../evil.zip", "CON.zip")) {
      forger.saidByVictim.clear();
      ada.notices.clear();
      give(1, manifest(mallory.identity, 1, path));

      until(() -> ada.hasNotice("PATH_UNSAFE"));
      assertThat(forger.heard(ChunkListsWanted.class)).isEmpty();
      shell.nudge();
      shell.awaitLinks();
    }

    thenNamed(FaultCode.PATH_UNSAFE);
    try (var files = Files.walk(temp)) {
      assertThat(files.map(file -> file.getFileName().toString())).doesNotContain("evil.zip");
    }
  }

  @Test
  void aManifestOfSomebodyElseEndsTheLink() throws IOException {
    give(1, manifest(cleo.identity, 1, "a.zip"));

    thenNamed(FaultCode.MANIFEST_FORGED);
  }

  @Test
  void aManifestThatIsNoneEndsTheLink() throws IOException {
    give(1, Bytes.copyOf(new byte[100]));

    thenNamed(FaultCode.FRAME_MALFORMED);
  }

  @Test
  void aManifestThatNobodyAskedForIsIgnored() throws IOException {
    say(new ManifestGiven(Bytes.copyOf(new byte[100])));

    goesOn();
    assertThat(isAudited("")).isFalse();
  }

  @Test
  void anOlderManifestChangesNothing() throws IOException {
    malloryShares();
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    mallory.write("bad", "more.zip", 4, 1000);
    mallory.rescan("bad");
    until(() -> ada.installed().containsKey("mallory/bad/more.zip"));

    give(1, manifest(mallory.identity, 1, "a.zip"));

    goesOn();
    assertThat(ada.installed()).containsKey("mallory/bad/more.zip");
    assertThat(isAudited("")).isFalse();
  }

  @Test
  void twoManifestsWithOneNumberFreezeTheMember() throws IOException {
    malloryShares();
    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    shell.awaitSync();

    give(1, manifest(mallory.identity, 1, "other.zip"));
    until(() -> ada.hasNotice("MANIFEST_EQUIVOCATION"));
    mallory.write("bad", "more.zip", 4, MB);
    mallory.rescan("bad");
    until(() -> cleo.installed().containsKey("mallory/bad/more.zip"));

    assertThat(ada.installed()).containsOnlyKeys("mallory/bad/bad.zip");
    assertThat(isAudited("MANIFEST_EQUIVOCATION")).isTrue();
    ada.restart();
    shell.awaitLinks();
    until(() -> ada.control().status().inSync());
    assertThat(ada.installed()).containsOnlyKeys("mallory/bad/bad.zip");
  }

  @Test
  void aNeedForWhatWasNeverOfferedIsRefused() throws IOException {
    say(new Need(1, List.of(new Want(root(9), List.of(new ChunkRange(0, 1))))));

    until(() -> !forger.heard(ContractOffered.class).isEmpty());
    ContractOffered offer = forger.heard(ContractOffered.class).getFirst();
    assertThat(offer.parcels()).isEmpty();
    assertThat(offer.refused().getFirst().reason()).isEqualTo(FaultCode.NOT_OFFERED);
    goesOn();
  }

  @Test
  void aThousandNeedsAreAnsweredOrEndTheLink() throws IOException {
    flood(1000, i -> new Need(i, List.of(new Want(root(9), List.of(new ChunkRange(0, 1))))));

    answeredOrNamed(ContractOffered.class, 1000);
  }

  @Test
  void aNeedWhoseNumberDoesNotRiseEndsTheLink() throws IOException {
    Need need = new Need(1, List.of(new Want(root(9), List.of(new ChunkRange(0, 1)))));
    say(need);
    say(need);

    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void aThousandQuestionsForListsAreAnsweredOrEndTheLink() throws IOException {
    adaShares();
    until(() -> mallory.installed().containsKey("ada/good/good.zip"));
    flood(1000, _ -> new ChunkListsWanted(List.of(root(9))));

    answeredOrNamed(ChunkListRefused.class, 1000);
  }

  @Test
  void aFloodOfMessagesHoldsUpNobodyElse() throws IOException {
    flood(200_000, Heartbeat::new);
    cleo.write("fine", "fine.zip", 3, MB);
    cleo.share("fine");

    until(() -> ada.installed().containsKey("cleo/fine/fine.zip"));
    goesOn();
  }

  private static byte[] chunk(long contract, int parcel, int chunk, int payload) {
    byte[] frame = new byte[DataFrameCodec.HEADER_BYTES + payload];
    DataFrameCodec.putChunkHeader(frame, contract, parcel, chunk);
    return frame;
  }

  private static Digest digest(int seed) {
    byte[] bytes = new byte[Digest.LENGTH_BYTES];
    Arrays.fill(bytes, (byte) seed);
    return Digest.of(bytes);
  }

  private static Root root(int seed) {
    return new Root(digest(seed));
  }
}
