package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Optional;

/// What the author of an act signs. Epoch and serial make it good for one place in history: in
/// another epoch it is stale, and within its epoch it counts once.
///
/// @param epoch in force as the author knows it; 0 for the first record
/// @param serial above those of all earlier acts of this author, from 1
public record SignedAct(ShellId shell, long epoch, long serial, MemberKey author, LogAct act) {
  /// Largest body. Unit: bytes.
  static final int BODY_BYTES_MAX = Limits.LOG_RECORD_BYTES_MAX - 512;

  /// Unit: acts. Exact in every language's numbers, and never reached by counting.
  static final long SERIAL_MAX = 1L << 53;

  private static final int VERSION = 1;

  public SignedAct {
    if (epoch < 0 || epoch > Limits.LOG_RECORDS_MAX) {
      throw new IllegalArgumentException("epoch=" + epoch + " outside 0..10000");
    }
    if (serial < 1 || serial > SERIAL_MAX) {
      throw new IllegalArgumentException("serial=" + serial + " outside 1..2^53");
    }
    if (act instanceof LogAct.Admit) {
      throw new IllegalArgumentException("a request proves itself");
    }
  }

  /// Signs this act.
  ///
  /// @throws IllegalArgumentException if somebody else signs
  public Proposal sign(Identity identity) {
    if (!identity.key().equals(author)) {
      throw new IllegalArgumentException("the act names another author");
    }
    return signedBy(Bytes.copyOf(identity.sign(SignatureLabel.LOG_ACT, body())));
  }

  /// This act with a signature, whatever it is worth.
  Proposal.Signed signedBy(Bytes signature) {
    SignedEnvelope envelope = new SignedEnvelope(Bytes.copyOf(body()), signature);
    return new Proposal.Signed(this, envelope.toBytes());
  }

  private byte[] body() {
    CborWriter out =
        new CborWriter()
            .array(7)
            .uint(VERSION)
            .bytes(shell.digest().toBytes())
            .uint(epoch)
            .uint(serial)
            .bytes(author.toBytes());
    LogActCodec.write(out, act);
    return out.toBytes();
  }

  static Verdict<Proposal> read(Bytes signed) {
    Optional<SignedEnvelope> envelope = SignedEnvelope.read(signed, BODY_BYTES_MAX);
    if (envelope.isEmpty()) {
      return corrupt("it is no signed envelope");
    }
    CborReader in = new CborReader(envelope.get().body().toArray());
    in.record("act", 7);
    if (in.uint("version", VERSION) != VERSION) {
      in.refuse("version is not 1");
    }
    Digest shell = Digest.of(in.bytesExactly("shell", Digest.LENGTH_BYTES));
    long epoch = in.uint("epoch", Limits.LOG_RECORDS_MAX);
    long serial = in.uint("serial", SERIAL_MAX);
    if (serial < 1) {
      in.refuse("serial=0");
    }
    MemberKey author = LogActCodec.readKey(in);
    Optional<LogAct> act = LogActCodec.read(in);
    in.end();
    Optional<CborReader.Fault> fault = in.fault();
    if (fault.isPresent() || act.isEmpty()) {
      return corrupt(fault.map(CborReader.Fault::detail).orElse("it has no act"));
    }
    return new Verdict.Accepted<>(
        new Proposal.Signed(
            new SignedAct(new ShellId(shell), epoch, serial, author, act.get()), signed));
  }

  /// Whether the author has signed these bytes.
  static boolean isSigned(Proposal.Signed proposal) {
    return SignedEnvelope.read(proposal.toBytes(), BODY_BYTES_MAX)
        .filter(found -> found.isSignedBy(proposal.content().author(), SignatureLabel.LOG_ACT))
        .isPresent();
  }

  private static Verdict<Proposal> corrupt(String what) {
    return new Verdict.Refused<>(
        RefusalCode.LOG_CORRUPT,
        "A proposed change to the members cannot be read: " + what + ". It is ignored.");
  }
}
