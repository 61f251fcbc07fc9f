package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import dev.starshell.syncshell.protocol.Want;
import dev.starshell.syncshell.transfer.NeedAction.ResolveRoots;
import dev.starshell.syncshell.transfer.NeedEvent.ContractCame;
import dev.starshell.syncshell.transfer.NeedEvent.ContractFinished;
import dev.starshell.syncshell.transfer.NeedEvent.ListCame;
import dev.starshell.syncshell.transfer.NeedEvent.Prepared;
import dev.starshell.syncshell.transfer.NeedEvent.Resolved;
import dev.starshell.syncshell.transfer.NeedEvent.WantedChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// A [NeedMachine] in some state, and what it did last.
abstract class NeedScene {
  static final Root A = Needs.root(1);
  static final Root B = Needs.root(2);
  static final ChunkList LIST = Needs.chunks(20_000, 200);
  static final List<ChunkRange> ALL = List.of(new ChunkRange(0, 2));

  NeedState state = NeedMachine.idle();
  List<NeedAction> actions = List.of();

  NeedScene on(NeedEvent event) {
    Step<NeedState, NeedAction> step = NeedMachine.next(state, event);
    state = step.state();
    actions = step.actions();
    return this;
  }

  <T extends NeedAction> T only(Class<T> type) {
    return actions.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  static List<WantedRoot> wanted(Root... roots) {
    return List.of(roots).stream().map(root -> new WantedRoot(root, 300)).toList();
  }

  void want(long manifest, Root... roots) {
    on(new WantedChanged(manifest, wanted(roots)));
  }

  void resolve(Root... present) {
    on(new Resolved(only(ResolveRoots.class).ticket(), Set.of(present)));
  }

  void toNeeding(Root... roots) {
    want(1, roots);
    resolve();
    prepare(roots);
  }

  void prepare(Root... roots) {
    for (Root root : roots) {
      on(new ListCame(root, LIST));
      on(new Prepared(root, ALL));
    }
  }

  static Contract contract(long id, Need need, Refusal... refused) {
    Set<Root> no = new java.util.HashSet<>();
    List.of(refused).forEach(refusal -> no.add(refusal.root()));
    List<Parcel> parcels = new ArrayList<>();
    for (Want want : need.wants()) {
      if (!no.contains(want.root())) {
        parcels.add(new Parcel(want.root(), 1, want.missing()));
      }
    }
    return Contract.of(new ContractOffered(id, need.need(), parcels, List.of(refused)));
  }

  Contract toReceiving(Root... roots) {
    toNeeding(roots);
    Contract contract = contract(1, state.openNeed().orElseThrow());
    on(new ContractCame(contract));
    return contract;
  }

  void finish(Contract contract, List<Root> received, FailedRoot... failed) {
    on(new ContractFinished(contract.id(), received, List.of(failed)));
  }
}
