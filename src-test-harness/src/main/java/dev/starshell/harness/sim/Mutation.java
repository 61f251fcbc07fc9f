package dev.starshell.harness.sim;

/// A mistake that is planted on purpose, to see that the simulator finds it.
public enum Mutation {
  /// None: the product as it is.
  NONE,
  /// The receipt leaves before the archive is durable.
  RECEIPT_BEFORE_DURABLE,
  /// The sender closes a channel without the receiver's word.
  ONE_SIDED_CLOSE,
  /// An offer of an old generation is taken like a new one.
  NO_GENERATION_CHECK,
  /// The receiver forgets a contract with its first high five.
  IMMEDIATE_FORGETTING,
  /// The receiver throws away partial archives when the link is lost.
  PARTIALS_DROPPED,
  /// A generation is used before it is in the journal.
  GENERATION_NOT_DURABLE,
  /// An archive is renamed into place without being forced to the disk.
  RENAME_WITHOUT_FORCE,
  /// A chunk is written without comparing its hash.
  CHUNK_NOT_VERIFIED,
  /// The sender ignores its credit.
  CREDIT_IGNORED,
  /// The generation before is not told to begin nothing more.
  TWO_CURRENT,
  /// A loss is never tried again by itself.
  NO_RETRY
}
