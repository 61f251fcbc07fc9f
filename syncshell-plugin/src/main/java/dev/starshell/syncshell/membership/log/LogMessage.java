package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;

/// What members say to each other about their log, through the relay or on a link. Nothing in it is
/// believed: records and proposals prove themselves. Wire form: docs/MEMBERSHIP.md, "Messages".
public sealed interface LogMessage {
  /// What the heads of a batch may take. Unit: bytes.
  int HEADS_BYTES_MAX = 1_024;

  /// The sender's log ends here.
  record HeadTold(LogHead head) implements LogMessage {}

  /// Asks for records from a place on.
  record RecordsWanted(long from) implements LogMessage {}

  /// Records, one after another.
  record RecordsGiven(List<Bytes> records) implements LogMessage {
    public RecordsGiven {
      records = List.copyOf(records);
    }

    /// Records in as many messages as they need.
    public static List<RecordsGiven> of(List<Bytes> records) {
      List<RecordsGiven> all = new ArrayList<>();
      List<Bytes> some = new ArrayList<>();
      int bytes = 0;
      for (Bytes record : records) {
        if (bytes + record.length() > Limits.LOG_MESSAGE_BYTES_MAX - HEADS_BYTES_MAX
            || some.size() == Limits.LOG_BATCH_RECORDS_MAX) {
          all.add(new RecordsGiven(some));
          some = new ArrayList<>();
          bytes = 0;
        }
        some.add(record);
        bytes += record.length();
      }
      all.add(new RecordsGiven(some));
      return all;
    }
  }

  /// Asks which record stands at a place.
  record HeadWanted(long at) implements LogMessage {}

  /// Which record stands at the place that was asked for.
  record HeadGiven(LogHead head) implements LogMessage {}

  /// Asks the sequencer to give an act its place.
  ///
  /// @param ticket comes back in the answer
  record Proposed(long ticket, Bytes proposal) implements LogMessage {}

  /// What came of a proposal.
  ///
  /// @param code empty if it has its place now
  /// @param sentence for people; empty if it has its place now
  record Answered(long ticket, String code, String sentence) implements LogMessage {}

  /// Two sealed records of one place.
  record ForkShown(Bytes one, Bytes other) implements LogMessage {}

  /// Requests to join that wait for an owner or admin to say yes; all of them, none if empty.
  record JoinersWaiting(List<Bytes> credentials) implements LogMessage {
    public JoinersWaiting {
      credentials = List.copyOf(credentials);
    }
  }

  /// Asks a member to open its relay for the shell.
  record HostWanted(long ticket) implements LogMessage {}

  /// The sender's relay is open for the shell.
  record HostReady(long ticket, HostPlace place) implements LogMessage {}

  /// The owner offers the shell.
  ///
  /// @param epoch in which the offer holds
  record ShellOffered(long epoch) implements LogMessage {}

  /// The sender takes the shell over; see [OwnerConsent].
  record ShellTaken(long epoch, MemberKey recoveryKey, Bytes consent) implements LogMessage {}
}
