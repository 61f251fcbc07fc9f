package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListRefused;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.Want;
import java.io.IOException;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// NEEDs and questions that make no sense, or are too many.
final class HostileNeedsIT extends HostileScene {
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
  void aNeedThatTheMemoryHasNoRoomForIsRefusedForNow() throws IOException {
    LinkMemory memory = ada.runtime().frame().memory();
    memory.answerBytes().addAndGet(memory.answerBytesMax());
    List<ChunkRange> everySecond =
        IntStream.range(0, 20_000).mapToObj(i -> new ChunkRange(2 * i, 2 * i + 1)).toList();

    say(new Need(1, List.of(new Want(root(9), everySecond))));

    until(() -> !forger.heard(ContractOffered.class).isEmpty());
    ContractOffered offer = forger.heard(ContractOffered.class).getFirst();
    assertThat(offer.parcels()).isEmpty();
    assertThat(offer.refused().getFirst().reason()).isEqualTo(FaultCode.RATE_LIMITED);
    memory.answerBytes().addAndGet(-memory.answerBytesMax());
    goesOn();
    assertThat(memory.answerBytes()).hasValueLessThan(100_000);
  }

  @Test
  void aThousandNeedsEndInAnAnswerToTheLastOrEndTheLink() throws IOException {
    forger.keepBack(ContractOffered.class);
    flood(1000, i -> new Need(i, List.of(new Want(root(9), List.of(new ChunkRange(0, 1))))));

    until(() ->
        isAudited(FaultCode.OUT_OF_ORDER.name())
            || forger.heard(ContractOffered.class).stream().anyMatch(o -> o.need() == 1000));
    forger.behave();
    goesOn();
  }

  @Test
  void aNeedWhoseNumberDoesNotRiseEndsTheLink() throws IOException {
    // Mallory's own side would end the link over an offer that it never asked for.
    forger.keepBack(ContractOffered.class);
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

  /// Says a great deal, until the link is gone.
  private void flood(int count, IntFunction<TransferMessage> message) {
    MemoryBundle link = shell.net.between(mallory.key(), ada.key());
    for (int i = 1; i <= count; i++) {
      ControlFragments.of(message.apply(i))
          .forEach(frame -> link.inject(ControlOutbox.CHANNEL, frame));
    }
  }

  /// How many wait at once depends on who is faster: Ada answers all, or names the fault. Nothing
  /// else is held up, and all goes on by itself.
  private void answeredOrNamed(Class<? extends TransferMessage> answer, int count)
      throws IOException {
    until(() -> isAudited(FaultCode.OUT_OF_ORDER.name()) || forger.heard(answer).size() >= count);
    forger.behave();
    goesOn();
  }
}
