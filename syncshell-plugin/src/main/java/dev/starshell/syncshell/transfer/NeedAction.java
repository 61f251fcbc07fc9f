package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage;
import java.time.Duration;
import java.util.List;

/// What the receiving side of one link wants done before, between and after its contracts.
public sealed interface NeedAction {
  /// Ask the store which of these are whole here; answer with [NeedEvent.Resolved].
  record ResolveRoots(long ticket, List<Root> roots) implements NeedAction {
    public ResolveRoots {
      roots = List.copyOf(roots);
    }
  }

  /// Send one ChunkListsWanted.
  record RequestLists(List<Root> roots) implements NeedAction {
    public RequestLists {
      roots = List.copyOf(roots);
    }
  }

  /// Begin an archive in the store; answer with [NeedEvent.Prepared] or [NeedEvent.PrepareFailed].
  record PrepareRoot(Root root, ChunkList chunks) implements NeedAction {}

  /// Every chunk of an archive was here already: publish it; answer with [NeedEvent.RootPublished]
  /// or [NeedEvent.PublishFailed].
  record RootSatisfied(Root root) implements NeedAction {}

  /// Send this NEED.
  record SendNeed(TransferMessage.Need need) implements NeedAction {}

  /// Begin to receive the contract, then send ContractAccepted.
  record AcceptContract(Contract contract) implements NeedAction {}

  /// Send ContractAbandoned for a contract that was never accepted.
  record RefuseContract(long contract, FaultCode reason) implements NeedAction {}

  /// Send ContractAbandoned for the running contract and end it here.
  record AbandonContract(long contract, FaultCode reason) implements NeedAction {}

  /// Report [NeedEvent.TimerFired] with the ticket after the delay. A timer is never stopped; one
  /// that means nothing any more changes nothing.
  record StartTimer(long ticket, Duration delay) implements NeedAction {}

  /// Tell the user that an archive did not arrive. It may be tried again.
  record ReportFailed(Root root, FaultCode reason) implements NeedAction {}
}
