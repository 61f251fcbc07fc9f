package dev.starshell.syncshell.install;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.install.InstallPlan.Change;
import dev.starshell.syncshell.install.InstallPlan.Seat;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.store.FileStamp;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Plans as the journal keeps them.
final class InstallPlanCodec {
  private static final int VERSION = 1;
  private static final int SEATS_MAX = 10_000;
  private static final int CHANGES_MAX = 1_000_000;
  private static final int TEXT_BYTES_MAX = 8_192;
  private static final byte[] NONE = {};

  private InstallPlanCodec() {}

  static Bytes write(InstallPlan plan) {
    CborWriter out = new CborWriter().array(8).uint(VERSION).text(plan.shellFolder());
    out.text(plan.cause().name()).bytes(plan.by().map(MemberKey::toBytes).orElse(NONE));
    out.text(plan.byName()).uint(plan.reference()).array(plan.seats().size());
    plan.seats().forEach(seat -> out.array(2).bytes(seat.owner().toBytes()).text(seat.folder()));
    out.array(plan.changes().size());
    for (Change change : plan.changes()) {
      out.array(10).uint(change.seat()).text(change.place()).uint(change.number());
      out.bytes(bytes(change.before())).uint(change.stamp().sizeBytes());
      out.bytes(ByteBuffer.allocate(Long.BYTES).putLong(change.stamp().modifiedNanos()).array());
      out.text(change.stamp().fileKey());
      out.bytes(bytes(change.after())).uint(change.afterBytes()).uint(change.offered() ? 1 : 0);
    }
    return Bytes.copyOf(out.toBytes());
  }

  /// Reads a plan; empty if it is not one.
  static Optional<InstallPlan> read(Bytes written) {
    CborReader in = new CborReader(written.toArray());
    in.record("plan", 8);
    in.uint("version", VERSION);
    String shellFolder = in.text("shellFolder", TEXT_BYTES_MAX);
    Optional<Cause> cause = cause(in.text("cause", TEXT_BYTES_MAX));
    byte[] by = in.bytes("by", MemberKey.LENGTH_BYTES);
    String byName = in.text("byName", TEXT_BYTES_MAX);
    long reference = in.uint("reference", Long.MAX_VALUE);
    List<Seat> seats = new ArrayList<>();
    int seatCount = in.array("seats", SEATS_MAX);
    for (int i = 0; i < seatCount && in.isFine(); i++) {
      in.record("seat", 2);
      byte[] owner = in.bytesExactly("owner", MemberKey.LENGTH_BYTES);
      String folder = in.text("folder", TEXT_BYTES_MAX);
      if (in.isFine()) {
        seats.add(new Seat(MemberKey.of(owner), folder));
      }
    }
    List<Change> changes = new ArrayList<>();
    int changeCount = in.array("changes", CHANGES_MAX);
    for (int i = 0; i < changeCount && in.isFine(); i++) {
      change(in, seats.size()).ifPresent(changes::add);
    }
    in.end();
    if (by.length != 0 && by.length != MemberKey.LENGTH_BYTES) {
      in.refuse("by length=" + by.length);
    }
    return in.isFine() && cause.isPresent()
        ? Optional.of(
            new InstallPlan(
                shellFolder,
                cause.get(),
                by.length == 0 ? Optional.empty() : Optional.of(MemberKey.of(by)),
                byName,
                reference,
                seats,
                changes))
        : Optional.empty();
  }

  private static Optional<Change> change(CborReader in, int seats) {
    in.record("change", 10);
    int seat = (int) in.uint("seat", Math.max(0, seats - 1));
    String place = in.text("place", TEXT_BYTES_MAX);
    int number = (int) in.uint("number", Integer.MAX_VALUE);
    Optional<Root> before = root(in, "before");
    long size = in.uint("size", Long.MAX_VALUE);
    long modified = ByteBuffer.wrap(in.bytesExactly("modified", Long.BYTES)).getLong();
    String key = in.text("key", TEXT_BYTES_MAX);
    Optional<Root> after = root(in, "after");
    long afterBytes = in.uint("afterBytes", Long.MAX_VALUE);
    boolean offered = in.uint("offered", 1) == 1;
    if (in.isFine() && before.isEmpty() && after.isEmpty()) {
      in.refuse("change of " + place);
    }
    return in.isFine()
        ? Optional.of(
            new Change(
                seat,
                place,
                number,
                before,
                new FileStamp(size, modified, key),
                after,
                afterBytes,
                offered))
        : Optional.empty();
  }

  private static Optional<Cause> cause(String written) {
    for (Cause cause : Cause.values()) {
      if (cause.name().equals(written)) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }

  private static byte[] bytes(Optional<Root> root) {
    return root.map(one -> one.digest().toBytes()).orElse(NONE);
  }

  private static Optional<Root> root(CborReader in, String name) {
    byte[] digest = in.bytes(name, Digest.LENGTH_BYTES);
    if (digest.length != 0 && digest.length != Digest.LENGTH_BYTES) {
      in.refuse(name + " length=" + digest.length);
    }
    return digest.length == Digest.LENGTH_BYTES
        ? Optional.of(new Root(Digest.of(digest)))
        : Optional.empty();
  }
}
