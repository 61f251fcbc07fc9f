package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// One link of the chain: a proposal at its place, sealed by the sequencer. It is kept and passed
/// on as the bytes that came. Wire form: docs/MEMBERSHIP.md.
///
/// Thread: any.
public final class LogRecord {
  /// What the first record names as the one before it.
  static final Digest NOTHING_BEFORE = Digest.of(new byte[Digest.LENGTH_BYTES]);

  private static final byte[] HASH_LABEL =
      "starshell/1 log hash\0".getBytes(StandardCharsets.US_ASCII);
  private static final int VERSION = 1;
  private static final int FORM_SIGNED = 1;
  private static final int FORM_REQUEST = 2;
  private static final long SECONDS_MAX = 0xffff_ffffL;
  private static final int BODY_BYTES_MAX =
      Limits.LOG_RECORD_BYTES_MAX - SignedEnvelope.OVERHEAD_BYTES_MAX;

  private final Place place;
  private final Proposal proposal;
  private final Bytes signed;
  private final Digest hash;

  private LogRecord(Place place, Proposal proposal, Bytes signed) {
    this.place = place;
    this.proposal = proposal;
    this.signed = signed;
    this.hash = Sha256.of(HASH_LABEL, signed.toArray());
  }

  /// Where a record stands, as its sealer says.
  ///
  /// @param sequence 0 for the first record
  /// @param previous hash of the record before
  /// @param epoch in force after the record
  /// @param time whole seconds, by the sealer's clock
  public record Place(
      ShellId shell, long sequence, Digest previous, long epoch, Instant time, MemberKey sealer) {
    public Place {
      if (sequence < 0 || sequence >= Limits.LOG_RECORDS_MAX) {
        throw new IllegalArgumentException("sequence=" + sequence + " outside 0..9999");
      }
      if (epoch < 1 || epoch > Limits.LOG_RECORDS_MAX) {
        throw new IllegalArgumentException("epoch=" + epoch + " outside 1..10000");
      }
      if (time.getNano() != 0 || time.getEpochSecond() < 0 || time.getEpochSecond() > SECONDS_MAX) {
        throw new IllegalArgumentException("time=" + time + " is no second of 1970..2106");
      }
    }
  }

  /// Seals a proposal at a place. Whether it may stand there, [LogRules] decides.
  ///
  /// @throws IllegalArgumentException if somebody else seals
  static LogRecord seal(Identity sealer, Place place, Proposal proposal) {
    if (!sealer.key().equals(place.sealer())) {
      throw new IllegalArgumentException("the place names another sealer");
    }
    byte[] signature = sealer.sign(SignatureLabel.LOG_RECORD, body(place, proposal));
    return sealed(place, proposal, Bytes.copyOf(signature));
  }

  /// A record with a signature, whatever it is worth.
  static LogRecord sealed(Place place, Proposal proposal, Bytes signature) {
    SignedEnvelope envelope = new SignedEnvelope(Bytes.copyOf(body(place, proposal)), signature);
    return new LogRecord(place, proposal, envelope.toBytes());
  }

  private static byte[] body(Place place, Proposal proposal) {
    int form =
        switch (proposal) {
          case Proposal.Signed _ -> FORM_SIGNED;
          case Proposal.Request _ -> FORM_REQUEST;
        };
    return new CborWriter()
        .array(9)
        .uint(VERSION)
        .bytes(place.shell().digest().toBytes())
        .uint(place.sequence())
        .bytes(place.previous().toBytes())
        .uint(place.epoch())
        .uint(place.time().getEpochSecond())
        .bytes(place.sealer().toBytes())
        .uint(form)
        .bytes(proposal.toBytes().toArray())
        .toBytes();
  }

  /// Reads a record that somebody brought; `LOG_CORRUPT` if it is none. Nothing is proven yet.
  public static Verdict<LogRecord> read(Bytes signed) {
    Optional<SignedEnvelope> envelope = SignedEnvelope.read(signed, BODY_BYTES_MAX);
    if (envelope.isEmpty()) {
      return corrupt("it is no signed envelope of at most 6 KiB");
    }
    CborReader in = new CborReader(envelope.get().body().toArray());
    in.record("record", 9);
    if (in.uint("version", VERSION) != VERSION) {
      in.refuse("version is not 1");
    }
    Digest shell = Digest.of(in.bytesExactly("shell", Digest.LENGTH_BYTES));
    long sequence = in.uint("sequence", Limits.LOG_RECORDS_MAX - 1);
    Digest previous = Digest.of(in.bytesExactly("previous", Digest.LENGTH_BYTES));
    long epoch = in.uint("epoch", Limits.LOG_RECORDS_MAX);
    if (epoch < 1) {
      in.refuse("epoch=0");
    }
    Instant time = Instant.ofEpochSecond(in.uint("time", SECONDS_MAX));
    MemberKey sealer = LogActCodec.readKey(in);
    int form = (int) in.uint("form", FORM_REQUEST);
    Bytes proposal = Bytes.copyOf(in.bytes("proposal", BODY_BYTES_MAX));
    in.end();
    Optional<CborReader.Fault> fault = in.fault();
    if (fault.isPresent()) {
      return corrupt(fault.get().detail());
    }
    Place place = new Place(new ShellId(shell), sequence, previous, epoch, time, sealer);
    return switch (readProposal(form, proposal)) {
      case Verdict.Accepted<Proposal>(Proposal found) ->
          new Verdict.Accepted<>(new LogRecord(place, found, signed));
      case Verdict.Refused<Proposal>(var refusal) -> new Verdict.Refused<>(refusal);
    };
  }

  private static Verdict<Proposal> readProposal(int form, Bytes proposal) {
    if (form == FORM_SIGNED) {
      return SignedAct.read(proposal);
    }
    if (form != FORM_REQUEST || proposal.length() > Limits.CREDENTIAL_BYTES_MAX) {
      return new Verdict.Refused<>(
          RefusalCode.LOG_CORRUPT,
          "A record of the membership log has a proposal of an unknown form. It is ignored.");
    }
    return new Verdict.Accepted<>(new Proposal.Request(new LogAct.Admit(proposal)));
  }

  /// Where it stands, as its sealer says.
  public Place place() {
    return place;
  }

  /// What stands there.
  public Proposal proposal() {
    return proposal;
  }

  /// What it does.
  public LogAct act() {
    return proposal.act();
  }

  /// The bytes as they were made or came.
  public Bytes toBytes() {
    return signed;
  }

  /// The end of a log whose last record this is. It hangs on every byte of it, signatures included.
  public LogHead head() {
    return new LogHead(place.sequence(), hash);
  }

  /// Whether the sealer it names has signed it.
  public boolean isSealed() {
    return SignedEnvelope.read(signed, BODY_BYTES_MAX)
        .filter(found -> found.isSignedBy(place.sealer(), SignatureLabel.LOG_RECORD))
        .isPresent();
  }

  private static Verdict<LogRecord> corrupt(String what) {
    return new Verdict.Refused<>(
        RefusalCode.LOG_CORRUPT,
        "A record of the membership log cannot be read: " + what + ". It is ignored.");
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof LogRecord that && signed.equals(that.signed);
  }

  @Override
  public int hashCode() {
    return hash.hashCode();
  }

  @Override
  public String toString() {
    return "record " + place.sequence() + " " + hash;
  }
}
