package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.log.LogMessage.Answered;
import dev.starshell.syncshell.membership.log.LogMessage.ForkShown;
import dev.starshell.syncshell.membership.log.LogMessage.HeadGiven;
import dev.starshell.syncshell.membership.log.LogMessage.HeadTold;
import dev.starshell.syncshell.membership.log.LogMessage.HeadWanted;
import dev.starshell.syncshell.membership.log.LogMessage.HostReady;
import dev.starshell.syncshell.membership.log.LogMessage.HostWanted;
import dev.starshell.syncshell.membership.log.LogMessage.JoinersWaiting;
import dev.starshell.syncshell.membership.log.LogMessage.Proposed;
import dev.starshell.syncshell.membership.log.LogMessage.RecordsGiven;
import dev.starshell.syncshell.membership.log.LogMessage.RecordsWanted;
import dev.starshell.syncshell.membership.log.LogMessage.ShellOffered;
import dev.starshell.syncshell.membership.log.LogMessage.ShellTaken;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.SafeText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A [LogMessage] as bytes: one CBOR array of its number and its fields. Pure. Numbers are never
/// reused. Wire form: docs/MEMBERSHIP.md, "Messages".
public final class LogMessageCodec {
  private static final int HEAD_TOLD = 1;
  private static final int RECORDS_WANTED = 2;
  private static final int RECORDS_GIVEN = 3;
  private static final int HEAD_WANTED = 4;
  private static final int HEAD_GIVEN = 5;
  private static final int PROPOSED = 6;
  private static final int ANSWERED = 7;
  private static final int FORK_SHOWN = 8;
  private static final int JOINERS_WAITING = 9;
  private static final int HOST_WANTED = 10;
  private static final int HOST_READY = 11;
  private static final int SHELL_OFFERED = 12;
  private static final int SHELL_TAKEN = 13;
  private static final int CODE_BYTES_MAX = 64;
  private static final int SENTENCE_BYTES_MAX = 1_024;
  private static final int SENTENCE_POINTS_MAX = 400;
  private static final long TICKET_MAX = 1L << 53;

  private LogMessageCodec() {}

  /// The bytes of a message.
  public static Bytes write(LogMessage message) {
    CborWriter out = new CborWriter();
    switch (message) {
      case HeadTold(LogHead head) -> writeHead(out.array(3).uint(HEAD_TOLD), head);
      case RecordsWanted(long from) -> out.array(2).uint(RECORDS_WANTED).uint(from);
      case RecordsGiven(List<Bytes> records) -> writeAll(out.array(2).uint(RECORDS_GIVEN), records);
      case HeadWanted(long at) -> out.array(2).uint(HEAD_WANTED).uint(at);
      case HeadGiven(LogHead head) -> writeHead(out.array(3).uint(HEAD_GIVEN), head);
      case Proposed(long ticket, Bytes proposal) ->
          out.array(3).uint(PROPOSED).uint(ticket).bytes(proposal.toArray());
      case Answered(long ticket, String code, String sentence) ->
          out.array(4).uint(ANSWERED).uint(ticket).text(code).text(sentence);
      case ForkShown(Bytes one, Bytes other) ->
          out.array(3).uint(FORK_SHOWN).bytes(one.toArray()).bytes(other.toArray());
      case JoinersWaiting(List<Bytes> credentials) ->
          writeAll(out.array(2).uint(JOINERS_WAITING), credentials);
      case HostWanted(long ticket) -> out.array(2).uint(HOST_WANTED).uint(ticket);
      case HostReady(long ticket, HostPlace place) ->
          LogActCodec.writePlace(out.array(3).uint(HOST_READY).uint(ticket), place);
      case ShellOffered(long epoch) -> out.array(2).uint(SHELL_OFFERED).uint(epoch);
      case ShellTaken(long epoch, MemberKey recoveryKey, Bytes consent) ->
          out.array(4)
              .uint(SHELL_TAKEN)
              .uint(epoch)
              .bytes(recoveryKey.toBytes())
              .bytes(consent.toArray());
    }
    return Bytes.copyOf(out.toBytes());
  }

  private static void writeHead(CborWriter out, LogHead head) {
    out.uint(head.sequence()).bytes(head.hash().toBytes());
  }

  private static void writeAll(CborWriter out, List<Bytes> items) {
    out.array(items.size());
    items.forEach(item -> out.bytes(item.toArray()));
  }

  /// Reads a message; empty if it is none of this version.
  public static Optional<LogMessage> read(Bytes encoded) {
    CborReader in = new CborReader(encoded.toArray());
    int count = in.array("log message", 4);
    int kind = (int) in.uint("kind", SHELL_TAKEN);
    if (!in.isFine() || count != itemsOf(kind)) {
      return Optional.empty();
    }
    Optional<LogMessage> message = kind <= HEAD_GIVEN ? readLog(in, kind) : readOther(in, kind);
    in.end();
    return in.isFine() ? message : Optional.empty();
  }

  private static int itemsOf(int kind) {
    return switch (kind) {
      case RECORDS_WANTED,
          RECORDS_GIVEN,
          HEAD_WANTED,
          JOINERS_WAITING,
          HOST_WANTED,
          SHELL_OFFERED ->
          2;
      case HEAD_TOLD, HEAD_GIVEN, PROPOSED, FORK_SHOWN, HOST_READY -> 3;
      default -> 4;
    };
  }

  private static Optional<LogMessage> readLog(CborReader in, int kind) {
    return switch (kind) {
      case HEAD_TOLD -> Optional.of(new HeadTold(readHead(in)));
      case RECORDS_WANTED -> Optional.of(new RecordsWanted(readSequence(in)));
      case RECORDS_GIVEN ->
          Optional.of(
              new RecordsGiven(
                  readAll(in, Limits.LOG_BATCH_RECORDS_MAX, Limits.LOG_RECORD_BYTES_MAX)));
      case HEAD_WANTED -> Optional.of(new HeadWanted(readSequence(in)));
      case HEAD_GIVEN -> Optional.of(new HeadGiven(readHead(in)));
      default -> Optional.empty();
    };
  }

  private static Optional<LogMessage> readOther(CborReader in, int kind) {
    return switch (kind) {
      case PROPOSED -> Optional.of(new Proposed(readTicket(in), readRecord(in)));
      case ANSWERED -> {
        long ticket = readTicket(in);
        String code = in.text("code", CODE_BYTES_MAX);
        String sentence = in.text("sentence", SENTENCE_BYTES_MAX);
        yield Optional.of(
            new Answered(ticket, SafeText.of(code), SafeText.of(sentence, SENTENCE_POINTS_MAX)));
      }
      case FORK_SHOWN -> Optional.of(new ForkShown(readRecord(in), readRecord(in)));
      case JOINERS_WAITING ->
          Optional.of(
              new JoinersWaiting(
                  readAll(in, Limits.JOINERS_WAITING_MAX, Limits.CREDENTIAL_BYTES_MAX)));
      case HOST_WANTED -> Optional.of(new HostWanted(readTicket(in)));
      case HOST_READY -> {
        long ticket = readTicket(in);
        yield LogActCodec.readPlace(in).map(place -> new HostReady(ticket, place));
      }
      case SHELL_OFFERED -> Optional.of(new ShellOffered(readEpoch(in)));
      case SHELL_TAKEN ->
          Optional.of(
              new ShellTaken(
                  readEpoch(in), LogActCodec.readSoundKey(in), LogActCodec.readConsent(in)));
      default -> Optional.empty();
    };
  }

  private static LogHead readHead(CborReader in) {
    long sequence = readSequence(in);
    return new LogHead(sequence, Digest.of(in.bytesExactly("hash", Digest.LENGTH_BYTES)));
  }

  private static long readSequence(CborReader in) {
    return in.uint("sequence", Limits.LOG_RECORDS_MAX);
  }

  private static long readEpoch(CborReader in) {
    return in.uint("epoch", Limits.LOG_RECORDS_MAX);
  }

  private static long readTicket(CborReader in) {
    return in.uint("ticket", TICKET_MAX);
  }

  private static Bytes readRecord(CborReader in) {
    return Bytes.copyOf(in.bytes("record", Limits.LOG_RECORD_BYTES_MAX));
  }

  private static List<Bytes> readAll(CborReader in, int countMax, int bytesMax) {
    int count = in.array("items", countMax);
    List<Bytes> items = new ArrayList<>();
    for (int i = 0; i < count && in.isFine(); i++) {
      items.add(Bytes.copyOf(in.bytes("item", bytesMax)));
    }
    return items;
  }
}
