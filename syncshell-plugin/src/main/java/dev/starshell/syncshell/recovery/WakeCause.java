package dev.starshell.syncshell.recovery;

/// What cuts a wait short.
public enum WakeCause {
  /// The relay reports that the member is there.
  PRESENCE,
  /// The network of this machine has changed.
  NETWORK,
  /// A person asked for it.
  USER,
  /// The member was heard by another way.
  HEARD
}
