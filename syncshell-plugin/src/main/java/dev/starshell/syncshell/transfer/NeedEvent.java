package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.List;
import java.util.Set;

/// What happens to the receiving side of one link before, between and after its contracts.
public sealed interface NeedEvent {
  /// What this link should fetch from now on, the most urgent first. Also sent, with the new
  /// number, when a new manifest changes nothing in it.
  ///
  /// @param manifest sequence of the peer's manifest that it was made from
  record WantedChanged(long manifest, List<WantedRoot> wanted) implements NeedEvent {
    public WantedChanged {
      wanted = List.copyOf(wanted);
    }
  }

  /// Answers [NeedAction.ResolveRoots].
  ///
  /// @param present archives of the question that are whole here
  record Resolved(long ticket, Set<Root> present) implements NeedEvent {
    public Resolved {
      present = Set.copyOf(present);
    }
  }

  /// A chunk list came. Whether its root is right has been checked; a wrong one is [ListRefused]
  /// with `CHUNK_HASH_MISMATCH`.
  record ListCame(Root root, ChunkList chunks) implements NeedEvent {}

  /// A chunk list will not come, or was wrong.
  record ListRefused(Root root, FaultCode reason) implements NeedEvent {}

  /// The store is ready to receive an archive.
  ///
  /// @param missing as the store says; empty when nothing is missing
  record Prepared(Root root, List<ChunkRange> missing) implements NeedEvent {
    public Prepared {
      missing = List.copyOf(missing);
    }
  }

  /// The store cannot receive an archive.
  record PrepareFailed(Root root, FaultCode reason) implements NeedEvent {}

  /// An archive of [NeedAction.RootSatisfied] is durable.
  record RootPublished(Root root) implements NeedEvent {}

  /// An archive of [NeedAction.RootSatisfied] could not be made durable.
  record PublishFailed(Root root, FaultCode reason) implements NeedEvent {}

  /// A contract came. If it answers [NeedState#openNeed] it was checked against it.
  record ContractCame(Contract contract) implements NeedEvent {}

  /// The running contract is over: [ReceiveAction.Finish], or [ReceiveAction.Drop] with what was
  /// received so far.
  record ContractFinished(long contract, List<Root> received, List<FailedRoot> failed)
      implements NeedEvent {
    public ContractFinished {
      received = List.copyOf(received);
      failed = List.copyOf(failed);
    }
  }

  /// The running contract was abandoned by either side, but the link lives.
  record ContractDropped(long contract, FaultCode reason) implements NeedEvent {}

  /// The timer of [NeedAction.StartTimer] has run out.
  record TimerFired(long ticket) implements NeedEvent {}

  /// A person paused the shell.
  record Paused() implements NeedEvent {}

  /// The pause is over.
  record Resumed() implements NeedEvent {}

  /// The generation of the link has ended. [WantedChanged] begins the next one.
  record LinkLost() implements NeedEvent {}
}
