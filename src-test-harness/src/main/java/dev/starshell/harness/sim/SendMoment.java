package dev.starshell.harness.sim;

import dev.starshell.syncshell.protocol.TransferMessage;

/// Messages at which an association can be made to end: each phase of a transfer has one.
public enum SendMoment {
  /// The manifest is told: the first message of a generation.
  MANIFEST,
  /// The receiver asks for chunk lists.
  LISTS_WANTED,
  /// The receiver says what it lacks.
  NEED,
  /// The sender offers a contract.
  CONTRACT,
  /// The receiver has accepted it.
  ACCEPTED,
  /// A chunk leaves.
  CHUNK,
  /// A receipt leaves.
  RECEIPT,
  /// The sender asks to close a channel.
  HIGH_FIVE,
  /// The receiver agrees.
  HIGH_FIVE_ANSWERED;

  boolean is(Object message) {
    return switch (this) {
      case MANIFEST -> message instanceof SimSession.ManifestTold;
      case LISTS_WANTED -> message instanceof TransferMessage.ChunkListsWanted;
      case NEED -> message instanceof TransferMessage.Need;
      case CONTRACT -> message instanceof TransferMessage.ContractOffered;
      case ACCEPTED -> message instanceof TransferMessage.ContractAccepted;
      case CHUNK -> message instanceof SimSession.Data;
      case RECEIPT -> message instanceof TransferMessage.Receipts;
      case HIGH_FIVE -> message instanceof TransferMessage.HighFive;
      case HIGH_FIVE_ANSWERED -> message instanceof TransferMessage.HighFiveAnswered;
    };
  }
}
