package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.content.Digest;

/// A contract that was under way when a link was lost. It does not go on: what it still lacked is
/// agreed anew. It is kept for people and for the account of what was saved.
///
/// @param incoming whether this side was the receiver
/// @param contract its number in its generation
/// @param digest of what was agreed
/// @param parcels how many it had
/// @param delivered how many had a receipt
public record OpenContract(
    boolean incoming, long contract, Digest digest, int parcels, int delivered) {
  public OpenContract {
    if (contract < 1 || delivered < 0 || delivered > parcels) {
      throw new IllegalArgumentException(
          "contract=" + contract + " delivered=" + delivered + " of " + parcels);
    }
  }
}
