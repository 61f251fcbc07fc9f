package dev.starshell.harness.lab.fault;

import dev.starshell.harness.archive.Dice;

/// How a connection drops.
enum DropKind {
  /// All flows of the path end for good, silently; it is open for new ones at once.
  PATH("path silently dead", 35, true),

  /// The same, and nothing passes for up to 30 s.
  CUT("path dead and cut", 15, true),

  /// The receiver's session with the relay ends silently; the path goes on.
  RELAY("relay session cut", 10, false),

  /// The receiver's host ends as by `kill -9`.
  RECEIVER("receiver killed", 10, true),

  /// The sender's host ends as by `kill -9`.
  SENDER("sender killed", 10, true),

  /// One side closes its associations, as a plugin that is reloaded does.
  CLOSED("associations closed", 20, true);

  private final String words;
  private final int weight;
  private final boolean takesLink;

  DropKind(String words, int weight, boolean takesLink) {
    this.words = words;
    this.weight = weight;
    this.takesLink = takesLink;
  }

  /// As people read it.
  String words() {
    return words;
  }

  /// What ends it: new bytes, from when all is there again; or, where no byte is kept from coming,
  /// the relay's being back, from the drop on.
  String awaited() {
    return takesLink ? "new bytes" : "the relay back";
  }

  /// Whether the link between the two members is lost by it.
  boolean takesLink() {
    return takesLink;
  }

  /// One of them, each as often as its weight says.
  static DropKind of(Dice dice) {
    int at = dice.nextInt(100);
    for (DropKind kind : values()) {
      at -= kind.weight;
      if (at < 0) {
        return kind;
      }
    }
    throw new IllegalStateException("the weights have a sum of 100");
  }
}
