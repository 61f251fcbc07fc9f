package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;

/// What is to become a record: it says what is done and proves who wants it, but has no place in
/// the log yet. The sequencer gives it one and can change nothing in it.
public sealed interface Proposal {
  /// What is done.
  LogAct act();

  /// The wire form.
  Bytes toBytes();

  /// A joiner's request, which proves itself.
  record Request(LogAct.Admit act) implements Proposal {
    @Override
    public Bytes toBytes() {
      return act.credential();
    }
  }

  /// An act of a member, signed by it.
  ///
  /// @param content what is signed
  /// @param toBytes the envelope as it was made or came
  record Signed(SignedAct content, Bytes toBytes) implements Proposal {
    @Override
    public LogAct act() {
      return content.act();
    }
  }

  /// Reads a signed act; `LOG_CORRUPT` if it is none. Nothing is proven yet.
  static Verdict<Proposal> read(Bytes signed) {
    return SignedAct.read(signed);
  }
}
