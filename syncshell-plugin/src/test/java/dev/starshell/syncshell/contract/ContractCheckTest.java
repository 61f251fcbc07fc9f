package dev.starshell.syncshell.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.ContractCheck.Result;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class ContractCheckTest {
  private static final int CHANNELS = 4;
  private static final Root A = Needs.root(1);
  private static final Root B = Needs.root(2);
  private static final Need NEED =
      new Need(
          3,
          List.of(
              new Want(A, List.of(range(0, 10), range(20, 30))),
              new Want(B, List.of(range(0, 1)))));
  private static final Parcel A_FIRST = new Parcel(A, 1, List.of(range(0, 10), range(20, 25)));
  private static final Parcel A_SECOND = new Parcel(A, 2, List.of(range(25, 30)));
  private static final Parcel B_WHOLE = new Parcel(B, 3, List.of(range(0, 1)));

  private static ChunkRange range(int from, int to) {
    return new ChunkRange(from, to);
  }

  private static ContractOffered offered(List<Refusal> refused, Parcel... parcels) {
    return new ContractOffered(1, 3, List.of(parcels), refused);
  }

  private static Result check(ContractOffered offered) {
    return ContractCheck.check(offered, Optional.of(NEED), 3, 0, CHANNELS);
  }

  private static void assertViolation(String part, ContractOffered offered) {
    assertThat(check(offered))
        .isInstanceOfSatisfying(
            Result.Bad.class,
            bad -> {
              assertThat(bad.fault().code()).isEqualTo(FaultCode.CONTRACT_VIOLATION);
              assertThat(bad.fault().detail()).contains(part);
            });
  }

  @Test
  void everyChunkOnceIsGood() {
    ContractOffered offered = offered(List.of(), A_FIRST, A_SECOND, B_WHOLE);

    assertThat(check(offered)).isEqualTo(new Result.Good(Contract.of(offered)));
  }

  @Test
  void aRefusedArchiveIsGood() {
    ContractOffered offered = offered(List.of(new Refusal(A, FaultCode.SOURCE_CHANGED)), B_WHOLE);

    assertThat(check(offered)).isInstanceOf(Result.Good.class);
  }

  @Test
  void everythingRefusedIsGood() {
    ContractOffered offered =
        offered(
            List.of(
                new Refusal(A, FaultCode.SOURCE_CHANGED), new Refusal(B, FaultCode.NOT_OFFERED)));

    assertThat(check(offered)).isInstanceOf(Result.Good.class);
  }

  @Test
  void aChunkTwiceIsAViolation() {
    Parcel again = new Parcel(A, 3, List.of(range(24, 25)));
    assertViolation("twice", offered(List.of(), A_FIRST, A_SECOND, again, B_WHOLE));
  }

  @Test
  void aMissingChunkIsAViolation() {
    Parcel shorter = new Parcel(A, 2, List.of(range(25, 29)));
    assertViolation("as it is needed", offered(List.of(), A_FIRST, shorter, B_WHOLE));
  }

  @Test
  void aChunkTooManyIsAViolation() {
    Parcel longer = new Parcel(A, 2, List.of(range(25, 31)));
    assertViolation("as it is needed", offered(List.of(), A_FIRST, longer, B_WHOLE));
    Parcel between = new Parcel(A, 2, List.of(range(11, 12), range(25, 30)));
    assertViolation("as it is needed", offered(List.of(), A_FIRST, between, B_WHOLE));
  }

  @Test
  void anUnknownArchiveIsAViolation() {
    Parcel unknown = new Parcel(Needs.root(9), 1, List.of(range(0, 1)));
    assertViolation("not needed", offered(List.of(), A_FIRST, A_SECOND, B_WHOLE, unknown));
    assertViolation(
        "not needed",
        offered(
            List.of(new Refusal(Needs.root(9), FaultCode.NOT_OFFERED)),
            A_FIRST,
            A_SECOND,
            B_WHOLE));
  }

  @Test
  void aForgottenArchiveIsAViolation() {
    assertViolation("neither", offered(List.of(), A_FIRST, A_SECOND));
  }

  @Test
  void theControlChannelAndChannelsBeyondTheLinkAreViolations() {
    for (int channel : new int[] {-1, 0, CHANNELS, CHANNELS + 1}) {
      Parcel elsewhere = new Parcel(B, channel, List.of(range(0, 1)));
      assertViolation("channel=" + channel, offered(List.of(), A_FIRST, A_SECOND, elsewhere));
    }
  }

  @Test
  void anArchiveTwiceOnOneChannelIsAViolation() {
    Parcel same = new Parcel(A, 1, List.of(range(25, 30)));
    assertViolation("two parcels", offered(List.of(), A_FIRST, same, B_WHOLE));
  }

  @Test
  void aParcelWithoutChunksOfAnArchiveWithChunksIsAViolation() {
    Parcel empty = new Parcel(B, 2, List.of());
    assertViolation("without chunks", offered(List.of(), A_FIRST, A_SECOND, B_WHOLE, empty));
  }

  @Test
  void rangesOutOfOrderOrTouchingAreViolations() {
    Parcel backwards = new Parcel(A, 1, List.of(range(20, 25), range(0, 10)));
    assertViolation("ascending", offered(List.of(), backwards, A_SECOND, B_WHOLE));
    Parcel touching = new Parcel(A, 1, List.of(range(0, 5), range(5, 10), range(20, 25)));
    assertViolation("ascending", offered(List.of(), touching, A_SECOND, B_WHOLE));
  }

  @Test
  void refusedTwiceOrRefusedAndAssignedAreViolations() {
    Refusal refusal = new Refusal(B, FaultCode.NOT_OFFERED);
    assertViolation("refused", offered(List.of(refusal, refusal), A_FIRST, A_SECOND));
    assertViolation("refused", offered(List.of(refusal), A_FIRST, A_SECOND, B_WHOLE));
  }

  @Test
  void aContractForANeedThatWasGivenUpIsLate() {
    ContractOffered offered = new ContractOffered(1, 2, List.of(), List.of());

    assertThat(check(offered)).isEqualTo(new Result.Late());
    assertThat(ContractCheck.check(offered, Optional.empty(), 3, 0, CHANNELS))
        .isEqualTo(new Result.Late());
  }

  @Test
  void aContractForANeedThatWasNeverSentOrWithAnOldNumberIsOutOfOrder() {
    ContractOffered early = new ContractOffered(1, 4, List.of(), List.of());
    ContractOffered again = offered(List.of(), A_FIRST, A_SECOND, B_WHOLE);

    for (Result result :
        List.of(check(early), ContractCheck.check(again, Optional.of(NEED), 3, 1, CHANNELS))) {
      assertThat(result)
          .isInstanceOfSatisfying(
              Result.Bad.class,
              bad -> assertThat(bad.fault().code()).isEqualTo(FaultCode.OUT_OF_ORDER));
    }
  }

  @Test
  void theDigestChangesWithEveryPartOfTheContract() {
    ContractOffered one = offered(List.of(), A_FIRST, A_SECOND, B_WHOLE);
    List<ContractOffered> others =
        List.of(
            new ContractOffered(2, 3, one.parcels(), List.of()),
            new ContractOffered(1, 4, one.parcels(), List.of()),
            offered(List.of(), A_SECOND, A_FIRST, B_WHOLE),
            offered(List.of(), A_FIRST, A_SECOND, new Parcel(B, 2, B_WHOLE.chunks())),
            offered(List.of(), A_FIRST, A_SECOND, new Parcel(B, 3, List.of(range(0, 2)))),
            offered(List.of(), A_FIRST, A_SECOND),
            offered(List.of(new Refusal(B, FaultCode.NOT_OFFERED)), A_FIRST, A_SECOND),
            offered(List.of(new Refusal(B, FaultCode.SOURCE_GONE)), A_FIRST, A_SECOND));

    assertThat(others.stream().map(other -> Contract.of(other).digest()))
        .doesNotHaveDuplicates()
        .doesNotContain(Contract.of(one).digest());
  }

  @Test
  void aNeedIsCheckedAgainstTheLists() {
    ChunkList list = Needs.chunks(20_000, 20_000, 1);
    Map<Root, ChunkList> lists = Map.of(A, list);
    Want good = new Want(A, List.of(range(0, 3)));

    assertThat(NeedCheck.check(new Need(1, List.of(good)), 0, lists)).isEmpty();
    assertFault(FaultCode.OUT_OF_ORDER, NeedCheck.check(new Need(1, List.of(good)), 1, lists));
    assertFault(
        FaultCode.CONTRACT_VIOLATION, NeedCheck.check(new Need(1, List.of(good, good)), 0, lists));
    for (List<ChunkRange> ranges :
        List.of(
            List.of(range(0, 4)),
            List.of(range(0, 1), range(1, 2)),
            List.of(range(2, 3), range(0, 1)),
            List.<ChunkRange>of())) {
      assertFault(
          FaultCode.CONTRACT_VIOLATION,
          NeedCheck.check(new Need(1, List.of(new Want(A, ranges))), 0, lists));
    }
    assertThat(NeedCheck.check(new Need(1, List.of(new Want(B, List.of()))), 0, lists)).isEmpty();
  }

  private static void assertFault(FaultCode code, Optional<PeerFault> fault) {
    assertThat(fault.map(PeerFault::code)).contains(code);
  }
}
