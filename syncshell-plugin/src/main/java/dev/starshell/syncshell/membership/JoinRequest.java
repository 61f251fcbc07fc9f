package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.KeyCheck;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.Optional;

/// What a joiner shows at the door: which invite it holds, who it is and how it wants to be called,
/// signed by the invite's key and by its own. Wire form: docs/PROTOCOL.md, "Join request".
///
/// @param at by the joiner's clock; shown, never decided upon
public record JoinRequest(
    ShellId shell, Bytes inviteId, MemberKey member, DisplayName name, Instant at) {
  private static final int VERSION = 1;

  /// A request whose signatures are still to be checked.
  ///
  /// @param body what both have signed
  public record Shown(JoinRequest request, Bytes body, Bytes byInvite, Bytes byMember) {
    /// Whether both have signed: whoever holds the invite of this key, and the joiner.
    public boolean isProvenBy(MemberKey inviteKey) {
      byte[] signed = body.toArray();
      return Signatures.verify(inviteKey, SignatureLabel.JOIN_INVITE, signed, byInvite.toArray())
          && Signatures.verify(
              request.member(), SignatureLabel.JOIN_MEMBER, signed, byMember.toArray());
    }
  }

  /// Makes the credential that a joiner gives to the relay for the owner.
  public static Bytes credential(Invite invite, Identity member, DisplayName name, Instant at) {
    byte[] body =
        new CborWriter()
            .array(6)
            .uint(VERSION)
            .bytes(invite.shell().digest().toBytes())
            .bytes(invite.inviteId().toArray())
            .bytes(member.key().toBytes())
            .text(name.text())
            .uint(Math.max(0, at.getEpochSecond()))
            .toBytes();
    return Bytes.copyOf(
        new CborWriter()
            .array(3)
            .bytes(body)
            .bytes(invite.key().sign(SignatureLabel.JOIN_INVITE, body))
            .bytes(member.sign(SignatureLabel.JOIN_MEMBER, body))
            .toBytes());
  }

  /// Reads a credential; empty if it is none. Nothing is proven yet.
  public static Optional<Shown> read(Bytes credential) {
    return read(credential, true);
  }

  /// Reads a credential that was proven before it was kept; its key is not checked again.
  public static Optional<Shown> readKept(Bytes credential) {
    return read(credential, false);
  }

  private static Optional<Shown> read(Bytes credential, boolean isNew) {
    if (credential.length() > Limits.CREDENTIAL_BYTES_MAX) {
      return Optional.empty();
    }
    CborReader outer = new CborReader(credential.toArray());
    outer.record("join request", 3);
    byte[] body = outer.bytes("body", Limits.CREDENTIAL_BYTES_MAX);
    byte[] byInvite = outer.bytesExactly("invite signature", Signatures.LENGTH_BYTES);
    byte[] byMember = outer.bytesExactly("member signature", Signatures.LENGTH_BYTES);
    outer.end();
    return outer.isFine()
        ? readBody(body, isNew)
            .map(request ->
                new Shown(
                    request, Bytes.copyOf(body), Bytes.copyOf(byInvite), Bytes.copyOf(byMember)))
        : Optional.empty();
  }

  private static Optional<JoinRequest> readBody(byte[] body, boolean isNew) {
    CborReader in = new CborReader(body);
    in.record("body", 6);
    long version = in.uint("version", VERSION);
    byte[] shell = in.bytesExactly("shell", Digest.LENGTH_BYTES);
    byte[] inviteId = in.bytesExactly("invite id", Invite.ID_BYTES);
    byte[] member = in.bytesExactly("member", MemberKey.LENGTH_BYTES);
    Optional<DisplayName> name = DisplayName.ifClean(in.text("name", DisplayName.BYTES_MAX));
    long at = in.uint("time", 0xffff_ffffL);
    in.end();
    if (!in.isFine()
        || version != VERSION
        || name.isEmpty()
        || (isNew && !(Signatures.check(member) instanceof KeyCheck.Sound))) {
      return Optional.empty();
    }
    return Optional.of(
        new JoinRequest(
            new ShellId(Digest.of(shell)),
            Bytes.copyOf(inviteId),
            MemberKey.of(member),
            name.get(),
            Instant.ofEpochSecond(at)));
  }
}
