package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.contract.Contract;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import java.util.Optional;

/// Where the receiving side of one link stands outside its contracts. Made by [NeedMachine#idle].
public sealed interface NeedState {
  /// Nothing is to be fetched, or what is left can only be had from another manifest.
  record Idle(NeedBook book) implements NeedState {}

  /// The store is asked which archives are here.
  ///
  /// @param ticket of the question
  record Resolving(NeedBook book, long ticket) implements NeedState {}

  /// Chunk lists are on their way; archives whose list came are prepared meanwhile.
  ///
  /// @param watch ends the wait when nothing comes
  record Listing(NeedBook book, NeedBatch batch, StallWatch watch) implements NeedState {}

  /// All lists are here; the store prepares the last archives.
  record Preparing(NeedBook book, NeedBatch batch) implements NeedState {}

  /// The NEED was sent; its contract is on its way.
  record Needing(NeedBook book, NeedBatch batch, Need need, long ticket) implements NeedState {}

  /// A contract runs.
  record Receiving(NeedBook book, NeedBatch batch, Contract contract) implements NeedState {}

  /// After a failure that time may heal.
  record Resting(NeedBook book, long ticket) implements NeedState {}

  /// A person paused the shell.
  record Paused(NeedBook book) implements NeedState {}

  /// What the machine remembers across its states.
  NeedBook book();

  /// The NEED that a contract may answer now. A contract is checked against it with
  /// [dev.starshell.syncshell.contract.ContractCheck].
  default Optional<Need> openNeed() {
    return this instanceof Needing(NeedBook _, NeedBatch _, Need need, long _)
        ? Optional.of(need)
        : Optional.empty();
  }

  /// Detects that nothing came between two looks.
  ///
  /// @param ticket of the timer that runs
  /// @param due how many lists were due when it was started
  record StallWatch(long ticket, int due) {}
}
