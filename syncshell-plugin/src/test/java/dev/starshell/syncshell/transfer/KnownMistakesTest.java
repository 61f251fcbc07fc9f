package dev.starshell.syncshell.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.ContractCheck;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.contract.PlanRequest;
import dev.starshell.syncshell.contract.Planner;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.HighFiveStatement;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.Want;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Mistakes of an earlier system of this kind that must not come back (docs/PROTOCOL.md).
final class KnownMistakesTest {
  private static final Root A = Needs.root(1);
  private static final List<ChunkRange> FIRST = List.of(new ChunkRange(0, 1));

  @Test
  void oneContentUnderTwoNamesIsSentOnce() {
    NeedState state =
        NeedMachine.next(
                NeedMachine.idle(),
                new NeedEvent.WantedChanged(
                    1, List.of(new WantedRoot(A, 10), new WantedRoot(A, 10))))
            .state();

    assertThat(state.book().wantedRoots()).containsExactly(A);
    Need twice = new Need(1, List.of(new Want(A, FIRST)));
    ContractOffered offered =
        new ContractOffered(
            1, 1, List.of(new Parcel(A, 1, FIRST), new Parcel(A, 2, FIRST)), List.of());
    assertThat(ContractCheck.check(offered, Optional.of(twice), 1, 0, 3))
        .isInstanceOf(ContractCheck.Result.Bad.class);
  }

  @Test
  void contractsAreKnownByTheirOwnNumberNotByAChannel() {
    ChannelCursor cursor = new ChannelCursor(1);
    ChunkList list = Needs.chunks(10);
    for (long id = 1; id <= 2; id++) {
      cursor.begin(
          Contract.of(new ContractOffered(id, id, List.of(new Parcel(A, 1, FIRST)), List.of())),
          _ -> list);
      assertThat(cursor.accept(new DataFrame.Chunk(id, 0, 0, ByteBuffer.allocate(10))))
          .isInstanceOf(ChannelCursor.Verdict.Expected.class);
    }

    assertThat(cursor.accept(new DataFrame.Chunk(1, 0, 0, ByteBuffer.allocate(10))))
        .isInstanceOfSatisfying(
            ChannelCursor.Verdict.Faulty.class,
            bad -> assertThat(bad.fault().code()).isEqualTo(FaultCode.CHANNEL_CLOSED));
  }

  @Test
  void whatIsSignedNamesStarMembersGenerationContractAndChannel() {
    byte[] star = filled(1);
    byte[] alice = filled(2);
    byte[] bob = filled(3);
    byte[] carol = filled(4);
    HighFiveStatement statement = new HighFiveStatement(1, 1, 1, A.digest());

    assertThat(statement.bytesToSign(star, alice, bob))
        .isNotEqualTo(statement.bytesToSign(star, alice, carol))
        .isNotEqualTo(statement.bytesToSign(carol, alice, bob))
        .isNotEqualTo(new HighFiveStatement(2, 1, 1, A.digest()).bytesToSign(star, alice, bob));
  }

  @Test
  void sizesBeyondTwoAndFourGibibytesStayWhatTheyAre() {
    int[] lengths = new int[40_000];
    Arrays.fill(lengths, 131_072);
    ChunkList list = Needs.chunks(lengths);
    Contract contract =
        Planner.plan(
            new PlanRequest(
                1, Needs.whole(list), Needs.lists(list), List.of(), Needs.unmeasured(2)));

    long sizeBytes =
        contract.parcels().stream()
            .flatMap(parcel -> parcel.chunks().stream())
            .mapToLong(list::sizeBytes)
            .sum();
    assertThat(sizeBytes).isEqualTo(5_242_880_000L);
  }

  @Test
  void aFailureHasACodeAndIsNeverSwallowed() {
    ReceiveState state = ReceiveMachine.begin(Contracts.SMALL).state();

    assertThat(
            ReceiveMachine.next(
                    state, new ReceiveEvent.ParcelLost(Contracts.B1, FaultCode.STORE_FAILED))
                .actions())
        .containsExactly(new ReceiveAction.RefuseParcel(Contracts.B1, FaultCode.STORE_FAILED));
  }

  private static byte[] filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }
}
