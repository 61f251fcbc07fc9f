package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.ShellRecord.Joining;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.util.List;
import java.util.Optional;

/// Bytes of a [ShellRecord], for the journal. A record that a newer version wrote is refused, not
/// guessed at.
public final class ShellRecordCodec {
  private static final int VERSION = 1;

  private ShellRecordCodec() {}

  /// Writes a record.
  public static Bytes write(ShellRecord record) {
    CborWriter out =
        new CborWriter()
            .array(6)
            .uint(VERSION)
            .bytes(record.shell().digest().toBytes())
            .text(record.name().text())
            .bytes(record.relayPin().toBytes());
    EndpointCodec.write(out, record.endpoints());
    record
        .joining()
        .ifPresentOrElse(
            joining ->
                out.array(2).text(joining.ownName().text()).bytes(joining.credential().toArray()),
            () -> out.array(0));
    return Bytes.copyOf(out.toBytes());
  }

  /// Reads a record; `STATE_CORRUPT` if it is none of this version.
  public static Verdict<ShellRecord> read(Bytes encoded) {
    CborReader in = new CborReader(encoded.toArray());
    in.record("shell", 6);
    long version = in.uint("version", Integer.MAX_VALUE);
    if (in.isFine() && version != VERSION) {
      in.refuse("version=" + version + " is not " + VERSION);
    }
    ShellId shell = new ShellId(Digest.of(in.bytesExactly("shell", Digest.LENGTH_BYTES)));
    DisplayName name = readName(in);
    Digest pin = Digest.of(in.bytesExactly("pin", Digest.LENGTH_BYTES));
    List<Endpoint> endpoints = EndpointCodec.read(in, Limits.INVITE_ENDPOINTS_MAX);
    Optional<Joining> joining = readJoining(in);
    in.end();
    if (endpoints.isEmpty()) {
      in.refuse("no endpoint");
    }
    Optional<CborReader.Fault> fault = in.fault();
    return fault.isEmpty()
        ? new Verdict.Accepted<>(new ShellRecord(shell, name, pin, endpoints, joining))
        : new Verdict.Refused<>(
            RefusalCode.STATE_CORRUPT,
            "The kept record of the shell cannot be read ("
                + fault.get().detail()
                + "). Restore it from a backup, or leave the shell and join again.");
  }

  private static Optional<Joining> readJoining(CborReader in) {
    int count = in.array("joining", 2);
    if (count == 0) {
      return Optional.empty();
    }
    if (count != 2) {
      in.refuse("joining has one item");
    }
    DisplayName ownName = readName(in);
    byte[] credential = in.bytes("credential", Limits.CREDENTIAL_BYTES_MAX);
    return Optional.of(new Joining(ownName, Bytes.copyOf(credential)));
  }

  private static DisplayName readName(CborReader in) {
    Optional<DisplayName> name = DisplayName.ifClean(in.text("name", DisplayName.BYTES_MAX));
    if (name.isEmpty()) {
      in.refuse("name is not clean");
    }
    return name.orElseGet(() -> new DisplayName("-"));
  }
}
