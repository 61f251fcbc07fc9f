package dev.starshell.harness.sim;

/// What must hold after every step of a run. Numbers as in docs/RELIABILITY.md.
public enum Invariant {
  /// A receipt leaves only for what would survive a power loss at the receiver.
  I1,
  /// What a sender counts as delivered is durable at its receiver.
  I2,
  /// A sender closes a channel only after its receiver has.
  I3,
  /// An archive becomes visible once.
  I4,
  /// Within a generation a chunk travels once, on the channel of its contract.
  I5,
  /// What is visible has the bytes that its name says.
  I6,
  /// A generation is never used twice by its leader, also after a crash.
  I7,
  /// A side holds at most one current generation of a link, and one beside it: being made, or
  /// draining.
  I8,
  /// A frame is taken by the generation and channel that it was sealed for, once.
  I9,
  /// What a relay sees is sealed.
  I10,
  /// Nothing is taken from, or given to, who is no member.
  I11,
  /// What may be under way or wait is bounded.
  I12,
  /// When faults stop, everybody has everything and everything is closed.
  I13,
  /// Every end has a code, no correct member is accused, and no error forgets what was here.
  I14
}
