package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;
import java.util.List;

/// What happens to a log.
public sealed interface LogEvent {
  /// A member told where its log ends, in a handshake or because it has grown.
  record HeadTold(MemberKey from, LogHead head) implements LogEvent {}

  /// A member answered which record stands at a place in its log.
  record HeadAnswered(MemberKey from, LogHead head) implements LogEvent {}

  /// A member sent records, one after another.
  ///
  /// @param now by this member's clock
  record RecordsCame(MemberKey from, List<Bytes> records, Instant now) implements LogEvent {
    public RecordsCame {
      records = List.copyOf(records);
    }
  }

  /// This member is the sequencer and has ordered proposals.
  record Ordered(Sequencer.Ordered outcome, Instant now) implements LogEvent {}

  /// A member sent evidence of a fork: two records, whatever they are worth.
  record EvidenceCame(MemberKey from, Bytes one, Bytes other) implements LogEvent {}

  /// Records at one place were held against each other: ours out of the journal, theirs as it came.
  ///
  /// @param ours empty if the journal has none there
  record RecordsCompared(MemberKey from, Bytes ours, LogRecord theirs) implements LogEvent {}
}
