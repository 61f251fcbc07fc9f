package dev.starshell.syncshell.receipt;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A file of receipts that anybody can verify who has nothing but the file. Each receipt is signed
/// by its receiver; the whole is signed by the sender, so that a change of any byte is found. Wire
/// form: docs/PROTOCOL.md, "Receipt file".
///
/// @param sender who has sent the archives and made the file
/// @param seconds when it was made, by the sender's clock, since 1970
/// @param receipts the oldest first
public record ReceiptFile(MemberKey sender, long seconds, List<Receipt> receipts) {
  /// Largest file. Unit: bytes. It is made in the memory of a host.
  public static final int BYTES_MAX = 4 * 1024 * 1024;

  /// Most that its receipts take together; what is left is room for heads. Unit: bytes.
  public static final int RECEIPT_BYTES_MAX = BYTES_MAX - 256 * 1024;

  /// Most receipts of a file.
  public static final int RECEIPTS_MAX = 20_000;

  /// Most bytes of one receipt: the parcels of the largest contract on one channel.
  private static final int ONE_BYTES_MAX = 256 * 1024;

  private static final int VERSION = 1;
  private static final int FIELDS = 4;

  public ReceiptFile {
    receipts = List.copyOf(receipts);
  }

  /// What came of reading a file.
  public sealed interface Verdict {
    /// Every signature is right.
    record Genuine(ReceiptFile file) implements Verdict {}

    /// It proves nothing.
    ///
    /// @param code `RECEIPTS_CORRUPT` or `RECEIPTS_FORGED`
    record Refused(String code, String sentence) implements Verdict {}
  }

  /// Makes a file of receipts for what this member has sent.
  ///
  /// @param receipts as [ReceiptCodec] has written them
  public static Bytes write(Identity sender, long seconds, List<Bytes> receipts) {
    CborWriter out =
        new CborWriter()
            .array(FIELDS)
            .uint(VERSION)
            .bytes(sender.key().toBytes())
            .uint(seconds)
            .array(receipts.size());
    receipts.forEach(receipt -> out.bytes(receipt.toArray()));
    return SignedEnvelope.sign(sender, SignatureLabel.RECEIPT_FILE, out.toBytes()).toBytes();
  }

  /// Reads a file and checks all that it says.
  public static Verdict read(Bytes file) {
    Optional<SignedEnvelope> envelope = SignedEnvelope.read(file, BYTES_MAX);
    if (envelope.isEmpty()) {
      return corrupt("it is no file of receipts, or was cut short or changed");
    }
    CborReader in = new CborReader(envelope.get().body().toArray());
    in.record("receipt file", FIELDS);
    long version = in.uint("version", VERSION);
    MemberKey sender = ReceiptCodec.key(in, "sender");
    long seconds = in.uint("time", Long.MAX_VALUE);
    List<Receipt> receipts = new ArrayList<>();
    int count = in.array("receipts", RECEIPTS_MAX);
    for (int i = 0; i < count && in.isFine(); i++) {
      Bytes one = Bytes.copyOf(in.bytes("receipt", ONE_BYTES_MAX));
      ReceiptCodec.read(one).ifPresentOrElse(receipts::add, () -> in.refuse("no receipt"));
    }
    in.end();
    if (!in.isFine() || version != VERSION) {
      return corrupt(in.fault().map(CborReader.Fault::detail).orElse("version=" + version));
    }
    if (!envelope.get().isSignedBy(sender, SignatureLabel.RECEIPT_FILE)) {
      return forged("the file was changed after its maker had signed it");
    }
    return checked(new ReceiptFile(sender, seconds, receipts));
  }

  private static Verdict checked(ReceiptFile file) {
    for (int i = 0; i < file.receipts().size(); i++) {
      Receipt receipt = file.receipts().get(i);
      if (!receipt.delivery().sender().equals(file.sender())) {
        return forged("receipt " + (i + 1) + " is for another sender");
      }
      if (!receipt.isGenuine()) {
        return forged("receipt " + (i + 1) + " was not signed by the receiver that it names");
      }
    }
    return new Verdict.Genuine(file);
  }

  private static Verdict corrupt(String why) {
    return new Verdict.Refused(
        "RECEIPTS_CORRUPT", "The file proves nothing: " + why + ". Ask its maker for a new copy.");
  }

  private static Verdict forged(String why) {
    return new Verdict.Refused(
        "RECEIPTS_FORGED", "The file proves nothing: " + why + ". Do not rely on it.");
  }
}
