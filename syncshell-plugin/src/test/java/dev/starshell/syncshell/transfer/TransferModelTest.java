package dev.starshell.syncshell.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.contract.PlanRequest;
import dev.starshell.syncshell.contract.Planner;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.transfer.TransferModel.Chances;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class TransferModelTest {
  private static TransferModel run(long seed, Chances chances) {
    Random random = new Random(seed);
    Map<Root, ChunkList> lists = new HashMap<>();
    List<Want> wants = new ArrayList<>();
    int roots = 1 + random.nextInt(8);
    for (int i = 0; i < roots; i++) {
      ChunkList list = Needs.chunks(random.nextInt(random.nextInt(6) == 0 ? 60 : 4), random);
      lists.put(Needs.root(i), list);
      wants.add(new Want(Needs.root(i), Needs.some(list, random)));
    }
    Contract contract =
        Planner.plan(
            new PlanRequest(
                1, new Need(1, wants), lists, List.of(), Needs.unmeasured(1 + random.nextInt(6))));
    TransferModel model = new TransferModel(contract, lists, chances, random);
    try {
      model.run();
      check(model, contract);
    } catch (AssertionError | RuntimeException e) {
      throw new AssertionError("seed " + seed + " with " + chances, e);
    }
    return model;
  }

  private static void check(TransferModel model, Contract contract) {
    int parcels = contract.parcels().size();
    assertThat(model.sender()).isInstanceOf(SendState.Closed.class);
    assertThat(model.receiver()).isInstanceOf(ReceiveState.Finished.class);
    assertThat(model.receipts.size() + model.refusals.size()).isEqualTo(parcels);
    assertThat(model.sendEnds)
        .containsExactly(
            new SendAction.Finish(model.receipts.size(), parcels - model.receipts.size()));
    assertThat(model.receiveEnds).hasSize(1);
    ReceiveAction.Finish end = model.receiveEnds.getFirst();
    for (Root root : end.received()) {
      assertThat(model.receipts).containsAll(contract.parcelsOf(root));
    }
    assertThat(end.received().size() + end.failed().size()).isEqualTo(contract.roots().size());
    for (FailedRoot failed : end.failed()) {
      assertThat(model.refusals).containsAnyElementsOf(contract.parcelsOf(failed.root()));
    }
    assertThat(model.answers).isGreaterThanOrEqualTo(contract.channels().size());
  }

  @Test
  void withoutFailuresEverythingArrivesOnce() {
    for (int seed = 0; seed < 500; seed++) {
      TransferModel model = run(seed, new Chances(0, 0, 0, 0));
      assertThat(model.refusals).as("seed %d", seed).isEmpty();
    }
  }

  @Test
  void withFailuresBothSidesStillAgreeOnEveryParcel() {
    int failed = 0;
    int repeated = 0;
    for (int seed = 0; seed < 2_500; seed++) {
      TransferModel model = run(seed, new Chances(seed % 7, seed % 11, seed % 31, seed % 3));
      failed += model.refusals.isEmpty() ? 0 : 1;
      repeated +=
          model.answers > ((SendState.Closed) model.sender()).contract().channels().size() ? 1 : 0;
    }

    assertThat(failed).as("runs with a failure").isGreaterThan(1_000);
    assertThat(repeated).as("runs with a repeated high five").isGreaterThan(20);
  }
}
