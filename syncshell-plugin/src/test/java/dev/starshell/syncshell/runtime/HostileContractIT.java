package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.counts;
import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAccepted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.Receipts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Contracts, receipts and high fives that are forged.
final class HostileContractIT extends HostileScene {
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
  void aHighFiveOfNoContractIsNotLookedAt() throws IOException {
    forger.once(
        HighFive.class,
        five -> {
          List<HighFive> flood = new ArrayList<>();
          for (int i = 1; i < 200; i++) {
            flood.add(
                new HighFive(
                    five.contract() + 2L * i, five.channel(), digest(6), five.signature()));
          }
          flood.add(five);
          return List.copyOf(flood);
        });
    malloryShares();

    until(() -> ada.installed().containsKey("mallory/bad/bad.zip"));
    assertThat(isAudited("RECEIPT_INVALID")).isFalse();
    goesOn();
  }

  @Test
  void aHighFiveThatComesAgainAndAgainIsAuditedOnceAndEndsTheLink() throws IOException {
    forger.once(HighFive.class, five -> Collections.nCopies(50, five));
    malloryShares();

    until(() -> isAudited(FaultCode.OUT_OF_ORDER.name()));
    assertThat(
            ok(ada.control().audit(1000)).stream()
                .filter(entry -> entry.event().equals("HIGH_FIVE"))
                .filter(entry -> entry.subject().startsWith("answered"))
                .map(entry -> entry.subject())
                .toList())
        .isNotEmpty()
        .doesNotHaveDuplicates();
    thenNamed(FaultCode.OUT_OF_ORDER);
  }

  @Test
  void anAnswerThatComesAgainAndAgainEndsTheLink() throws IOException {
    forger.once(HighFiveAnswered.class, five -> Collections.nCopies(50, five));
    adaShares();

    thenNamed(FaultCode.OUT_OF_ORDER);
    until(() -> mallory.installed().containsKey("ada/good/good.zip"));
  }

  @Test
  void receiptsAreCountedOnceHoweverOftenTheyCome() throws IOException {
    forger.always(Receipts.class, receipts -> List.of(receipts, receipts, receipts));
    adaShares();

    until(() -> mallory.installed().containsKey("ada/good/good.zip"));
    shell.awaitSync();
    assertThat(counts(ada).receiptsReceived())
        .isEqualTo(counts(mallory).receiptsSent() + counts(cleo).receiptsSent());
  }

  @Test
  void anAnsweredHighFiveWithAWrongSignatureEndsTheLink() throws IOException {
    forger.once(
        HighFiveAnswered.class,
        five ->
            List.of(
                new HighFiveAnswered(
                    five.contract(),
                    five.channel(),
                    five.receipts(),
                    five.epoch(),
                    five.seconds(),
                    Bytes.copyOf(new byte[64]))));
    adaShares();

    thenNamed(FaultCode.RECEIPT_INVALID);
    until(() -> mallory.installed().containsKey("ada/good/good.zip"));
  }
}
