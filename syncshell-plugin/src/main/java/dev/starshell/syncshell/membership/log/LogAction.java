package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.membership.Refusal;
import java.util.List;
import java.util.Set;

/// What is to be done about a log.
public sealed interface LogAction {
  /// Make records durable. Nothing after this is done before they are.
  record Keep(List<LogRecord> records) implements LogAction {
    public Keep {
      records = List.copyOf(records);
    }
  }

  /// Close every session with keys that belong no more, and void all that was agreed with them.
  record EndSessions(Set<MemberKey> gone) implements LogAction {
    public EndSessions {
      gone = Set.copyOf(gone);
    }
  }

  /// Pass records on to every member that we are connected to but the one they came from.
  record PassOn(List<LogRecord> records, MemberKey butTo) implements LogAction {
    public PassOn {
      records = List.copyOf(records);
    }
  }

  /// Ask a member for its records from a place on, at most a batch.
  record AskRecords(MemberKey of, long from) implements LogAction {}

  /// Send a member our records from a place on, at most a batch.
  record GiveRecords(MemberKey to, long from) implements LogAction {}

  /// Ask a member which record stands at a place in its log.
  record AskHead(MemberKey of, long at) implements LogAction {}

  /// Read our record at a place out of the journal and hold theirs against it.
  record Compare(MemberKey from, long at, LogRecord theirs) implements LogAction {}

  /// Meet this member no more until its log and ours agree: it has shown another history.
  record Distrust(MemberKey member, LogHead ours, LogHead theirs) implements LogAction {}

  /// The log of a member that was distrusted and ours agree again: it may be met.
  record Trust(MemberKey member) implements LogAction {}

  /// A record that we have kept is not the one that was kept: tell people.
  record TellDamage(Refusal refusal) implements LogAction {}

  /// Show a member the evidence of the fork again: it may not have known the history before it.
  record ShowFork(MemberKey to, ForkEvidence evidence) implements LogAction {}

  /// Keep the evidence of a fork, tell people, and send it to every member that we are connected
  /// to.
  record TellFork(ForkEvidence evidence) implements LogAction {}

  /// Note why what a member sent was not taken.
  record Note(MemberKey from, Refusal refusal) implements LogAction {}
}
