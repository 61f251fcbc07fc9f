package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.handshake.LogHead;

/// How the end of another member's log stands to ours. A head alone is only a word: it proves
/// nothing, so none of these changes the log.
public sealed interface Comparison {
  /// Both know the same records.
  record Equal() implements Comparison {}

  /// The other says it knows more. Its records will show whether they follow ours.
  ///
  /// @param from the first record to ask for
  record Behind(long from) implements Comparison {}

  /// The other knows less, and all it knows we know too.
  ///
  /// @param from the first record it lacks
  record Ahead(long from) implements Comparison {}

  /// We know no record yet, or the other names a number that no log has.
  record Unknown() implements Comparison {}

  /// The other names another record at a place that we know: one of us was shown another history.
  ///
  /// @param ours what stands there here
  /// @param theirs what stands there in the other's log, as it says
  record Conflict(LogHead ours, LogHead theirs) implements Comparison {}
}
