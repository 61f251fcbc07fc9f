package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.ShellRecord.Standing;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Bytes of a [ShellRecord], for the journal. A record that a newer version wrote is refused, not
/// guessed at.
public final class ShellRecordCodec {
  private static final int VERSION = 1;
  private static final int JOINING = 1;
  private static final int BELONGING = 2;
  private static final int OWNING = 3;
  private static final int ROSTER_BYTES_MAX =
      SignedRoster.BODY_BYTES_MAX + SignedEnvelope.OVERHEAD_BYTES_MAX;

  private ShellRecordCodec() {}

  /// Writes a record.
  public static Bytes write(ShellRecord record) {
    CborWriter out =
        new CborWriter()
            .array(8)
            .uint(VERSION)
            .text(record.name().text())
            .bytes(record.owner().toBytes())
            .bytes(record.nonce().toArray())
            .bytes(record.relayPin().toBytes());
    EndpointCodec.write(out, record.endpoints());
    switch (record.standing()) {
      case Standing.Joining(DisplayName ownName, Bytes credential) ->
          out.uint(JOINING).array(2).text(ownName.text()).bytes(credential.toArray());
      case Standing.Belonging(Bytes roster) -> out.uint(BELONGING).array(1).bytes(roster.toArray());
      case Standing.Owning(Bytes roster, List<OpenInvite> invites) -> {
        out.uint(OWNING).array(2).bytes(roster.toArray()).array(invites.size());
        invites.forEach(invite -> writeInvite(out, invite));
      }
    }
    return Bytes.copyOf(out.toBytes());
  }

  private static void writeInvite(CborWriter out, OpenInvite invite) {
    out.array(5)
        .bytes(invite.inviteId().toArray())
        .bytes(invite.inviteKey().toBytes())
        .uint(invite.notAfter().getEpochSecond())
        .uint(invite.usesMax())
        .uint(invite.used());
  }

  /// Reads a record; `STATE_CORRUPT` if it is none of this version.
  public static Verdict<ShellRecord> read(Bytes encoded) {
    CborReader in = new CborReader(encoded.toArray());
    in.record("shell", 8);
    long version = in.uint("version", Integer.MAX_VALUE);
    if (in.isFine() && version != VERSION) {
      in.refuse("version=" + version + " is not " + VERSION);
    }
    DisplayName name = readName(in);
    MemberKey owner = readKey(in);
    Bytes nonce = Bytes.copyOf(in.bytesExactly("nonce", ShellId.NONCE_BYTES));
    Digest pin = Digest.of(in.bytesExactly("pin", Digest.LENGTH_BYTES));
    List<Endpoint> endpoints = EndpointCodec.read(in, Limits.INVITE_ENDPOINTS_MAX);
    Standing standing = readStanding(in);
    in.end();
    if (endpoints.isEmpty()) {
      in.refuse("no endpoint");
    }
    Optional<CborReader.Fault> fault = in.fault();
    return fault.isEmpty()
        ? new Verdict.Accepted<>(new ShellRecord(name, owner, nonce, pin, endpoints, standing))
        : new Verdict.Refused<>(
            RefusalCode.STATE_CORRUPT,
            "The kept record of the shell cannot be read ("
                + fault.get().detail()
                + "). Restore it from a backup, or leave the shell and join again.");
  }

  private static Standing readStanding(CborReader in) {
    int kind = (int) in.uint("standing", OWNING);
    return switch (kind) {
      case JOINING -> {
        in.record("joining", 2);
        DisplayName ownName = readName(in);
        byte[] credential = in.bytes("credential", Limits.CREDENTIAL_BYTES_MAX);
        yield new Standing.Joining(ownName, Bytes.copyOf(credential));
      }
      case OWNING -> {
        in.record("owning", 2);
        Bytes roster = Bytes.copyOf(in.bytes("roster", ROSTER_BYTES_MAX));
        yield new Standing.Owning(roster, readInvites(in));
      }
      default -> {
        if (kind != BELONGING) {
          in.refuse("standing=" + kind + " is unknown");
        }
        in.record("belonging", 1);
        yield new Standing.Belonging(Bytes.copyOf(in.bytes("roster", ROSTER_BYTES_MAX)));
      }
    };
  }

  private static List<OpenInvite> readInvites(CborReader in) {
    int count = in.array("invites", Limits.INVITES_OPEN_MAX);
    List<OpenInvite> invites = new ArrayList<>();
    for (int i = 0; i < count && in.isFine(); i++) {
      in.record("invite", 5);
      Bytes id = Bytes.copyOf(in.bytesExactly("invite id", Invite.ID_BYTES));
      MemberKey key = readKey(in);
      Instant notAfter = Instant.ofEpochSecond(in.uint("not after", 0xffff_ffffL));
      int usesMax = (int) in.uint("uses", Invite.USES_MAX);
      int used = (int) in.uint("used", usesMax);
      if (usesMax == 0) {
        in.refuse("uses=0");
      }
      if (in.isFine()) {
        invites.add(new OpenInvite(id, key, notAfter, usesMax, used));
      }
    }
    return invites;
  }

  private static DisplayName readName(CborReader in) {
    Optional<DisplayName> name = DisplayName.ifClean(in.text("name", DisplayName.BYTES_MAX));
    if (name.isEmpty()) {
      in.refuse("name is not clean");
    }
    return name.orElseGet(() -> new DisplayName("-"));
  }

  private static MemberKey readKey(CborReader in) {
    MemberKey key = MemberKey.of(in.bytesExactly("key", MemberKey.LENGTH_BYTES));
    if (in.isFine() && Signatures.isWeak(key)) {
      in.refuse("key is weak");
    }
    return key;
  }
}
