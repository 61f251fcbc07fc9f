package dev.starshell.syncshell.receipt;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.ReceiptStatement;
import java.util.Arrays;
import java.util.List;

/// Receipts for tests.
final class Receipts {
  static final Identity SENDER = identity(1);
  static final Identity RECEIVER = identity(2);
  static final Digest SHELL = digest(3);

  private Receipts() {}

  static Identity identity(int value) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) value);
    return Identity.fromSeed(seed);
  }

  static Digest digest(int value) {
    byte[] bytes = new byte[Digest.LENGTH_BYTES];
    Arrays.fill(bytes, (byte) value);
    return Digest.of(bytes);
  }

  static Root root(int value) {
    return new Root(digest(value));
  }

  static Receipt signed(int channel, ReceiptLine... lines) {
    return signed(RECEIVER, channel, lines);
  }

  static Receipt signed(Identity signer, int channel, ReceiptLine... lines) {
    Delivery delivery =
        new Delivery(SHELL, SENDER.key(), RECEIVER.key(), 4, 5, channel, digest(6), List.of(lines));
    ReceiptStatement statement = new ReceiptStatement(delivery.statement(), 7, 1_800_000_000L);
    byte[] message =
        statement.bytesToSign(SHELL.toBytes(), SENDER.key().toBytes(), RECEIVER.key().toBytes());
    return new Receipt(
        delivery, 7, 1_800_000_000L, Bytes.copyOf(signer.sign(SignatureLabel.RECEIPT, message)));
  }

  static Bytes file(Identity sender, Receipt... receipts) {
    return ReceiptFile.write(
        sender, 1_800_000_001L, Arrays.stream(receipts).map(ReceiptCodec::write).toList());
  }
}
