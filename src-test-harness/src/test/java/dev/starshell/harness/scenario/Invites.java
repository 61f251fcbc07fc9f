package dev.starshell.harness.scenario;

import dev.starshell.harness.lab.Member;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.file.IdentityFile;
import dev.starshell.syncshell.membership.Endpoint;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.InviteCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.text.Base32;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.zip.CRC32;

/// Invites that a host would not make. The signed ones are signed with the owner's real key, from
/// its home: what they say is wrong, and nothing else.
final class Invites {
  private static final int CRC_BYTES = 4;
  private static final int SIGNATURE_BYTES = 64;
  private static final int PREFIX_CHARS = "fshell1".length();

  private Invites() {}

  /// An invite of the owner with something else in it, signed again.
  static String signed(Member owner, UnaryOperator<Invite> change) throws IOException {
    Identity identity =
        new IdentityFile(owner.process().home().resolve("data/plugins/syncshell"))
            .load()
            .orElseThrow(() -> new IOException(owner.name() + " has no identity"));
    return InviteCode.write(identity, change.apply(read(owner.invite())));
  }

  static Invite read(String code) throws IOException {
    return switch (InviteCode.read(code, Instant.now())) {
      case Verdict.Accepted<Invite>(Invite invite) -> invite;
      case Verdict.Refused<Invite> refused -> throw new IOException(refused.refusal().sentence());
    };
  }

  static Invite until(Invite invite, Instant notAfter) {
    return with(invite, notAfter, invite.relayPin(), invite.endpoints());
  }

  static Invite pinned(Invite invite, byte[] pin) {
    return with(invite, invite.notAfter(), Digest.of(pin), invite.endpoints());
  }

  static Invite at(Invite invite, int port) {
    return with(
        invite, invite.notAfter(), invite.relayPin(), List.of(new Endpoint("127.0.0.1", port)));
  }

  private static Invite with(
      Invite invite, Instant notAfter, Digest relayPin, List<Endpoint> endpoints) {
    return new Invite(
        invite.shellName(),
        invite.shell(),
        invite.issuer(),
        invite.inviteId(),
        invite.seed(),
        notAfter,
        invite.usesMax(),
        relayPin,
        endpoints);
  }

  /// The code with its relay's port changed, and a check sum that is right again: somebody wants
  /// the joiner elsewhere.
  static String redirected(String code) {
    byte[] all = Base32.decode(code.substring(PREFIX_CHARS)).orElseThrow();
    all[all.length - CRC_BYTES - SIGNATURE_BYTES - 1] ^= 1;
    CRC32 crc = new CRC32();
    crc.update(all, 0, all.length - CRC_BYTES);
    ByteBuffer.wrap(all).putInt(all.length - CRC_BYTES, (int) crc.getValue());
    return code.substring(0, PREFIX_CHARS) + Base32.encode(all);
  }
}
