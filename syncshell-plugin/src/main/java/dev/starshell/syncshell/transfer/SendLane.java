package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Digest;

/// Where one channel of a contract stands on the sending side.
sealed interface SendLane {
  /// Parcels are sent, or wait for their verdicts.
  record Streaming() implements SendLane {}

  /// The high five was sent so many times and not answered yet.
  record Offered(Digest receipts, int tries) implements SendLane {}

  /// Both sides agree.
  record Closed(Digest receipts) implements SendLane {}
}
