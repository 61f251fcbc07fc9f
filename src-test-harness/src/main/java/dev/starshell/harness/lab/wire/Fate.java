package dev.starshell.harness.lab.wire;

/// What became of a packet.
public enum Fate {
  /// It went on in its turn.
  PASSED(true),
  /// It went on without the link's delay, ahead of others.
  REORDERED(true),
  /// It went on twice.
  DUPLICATED(true),
  /// It went on with a bit turned over.
  CORRUPTED(true),
  /// Lost by chance.
  LOST(false),
  /// Lost with its neighbours.
  LOST_IN_BURST(false),
  /// The queue before the narrow place had no room.
  QUEUE_FULL(false),
  /// The link was cut.
  CUT(false),
  /// Its flow was ended: other flows of the link go on.
  FLOW_ENDED(false);

  private final boolean through;

  Fate(boolean through) {
    this.through = through;
  }

  /// Whether the packet arrives, in whatever form.
  public boolean isThrough() {
    return through;
  }
}
