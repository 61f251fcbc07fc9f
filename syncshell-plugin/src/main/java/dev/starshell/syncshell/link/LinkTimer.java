package dev.starshell.syncshell.link;

/// What a timer of a link is for.
public enum LinkTimer {
  /// The leader has not answered the follower's request.
  ASK,
  /// A generation has not opened.
  CONNECT,
  /// Time to look at the silence on a bound link.
  LOOK,
  /// Time to look at a generation that drains.
  DRAIN
}
