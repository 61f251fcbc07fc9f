package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A roster together with the bytes that its owner signed. Wire form: docs/PROTOCOL.md, "Roster".
///
/// @param signed the whole envelope
public record SignedRoster(Roster roster, Bytes signed) {
  /// Largest body. Unit: bytes. Source: 200 members with the longest names.
  public static final int BODY_BYTES_MAX =
      256 + Limits.MEMBERS_MAX * (MemberKey.LENGTH_BYTES + DisplayName.BYTES_MAX + 16);

  private static final int VERSION = 1;
  private static final long SECONDS_MAX = 0xffff_ffffL;

  /// Signs a roster.
  ///
  /// @throws IllegalArgumentException if somebody else owns the shell
  public static SignedRoster sign(Identity owner, Roster roster) {
    if (!owner.key().equals(roster.owner())) {
      throw new IllegalArgumentException("the roster names another owner");
    }
    SignedEnvelope envelope = SignedEnvelope.sign(owner, SignatureLabel.ROSTER, body(roster));
    return new SignedRoster(roster, envelope.toBytes());
  }

  /// Reads a roster that somebody brought. It is the owner's or it is refused.
  public static Verdict<SignedRoster> read(Bytes signed, ShellId shell, MemberKey owner) {
    Optional<SignedEnvelope> envelope = SignedEnvelope.read(signed, BODY_BYTES_MAX);
    if (envelope.isEmpty()) {
      return corrupt("it is no signed envelope");
    }
    if (!envelope.get().isSignedBy(owner, SignatureLabel.ROSTER)) {
      return new Verdict.Refused<>(
          RefusalCode.ROSTER_FORGED,
          "The member list was not signed by the shell's owner. It is ignored; the known list stays"
              + " in force.");
    }
    return readBody(envelope.get().body().toArray(), shell, owner)
        .map(roster ->
            (Verdict<SignedRoster>) new Verdict.Accepted<>(new SignedRoster(roster, signed)))
        .orElseGet(() -> corrupt("its owner has signed what no Starshell writes"));
  }

  /// Decides whether a roster that was read takes the place of this one. Accepted is also the same
  /// roster once more.
  public Verdict<SignedRoster> replacedBy(SignedRoster newer) {
    long known = roster.version();
    long given = newer.roster.version();
    if (given < known) {
      return new Verdict.Refused<>(
          RefusalCode.ROSTER_STALE,
          "The member list is of version "
              + given
              + "; version "
              + known
              + " is known. The known one stays in force.");
    }
    if (given == known && !newer.signed.equals(signed)) {
      return new Verdict.Refused<>(
          RefusalCode.MEMBERSHIP_FORK,
          "There are two different member lists of version "
              + known
              + ", both signed by the owner. The known one stays in force; ask the owner.");
    }
    return new Verdict.Accepted<>(newer);
  }

  private static byte[] body(Roster roster) {
    CborWriter out =
        new CborWriter()
            .array(6)
            .uint(VERSION)
            .bytes(roster.shell().digest().toBytes())
            .text(roster.name().text())
            .bytes(roster.owner().toBytes())
            .uint(roster.version())
            .array(roster.members().size());
    for (Roster.Member member : roster.members()) {
      out.array(3)
          .bytes(member.key().toBytes())
          .text(member.name().text())
          .uint(member.joinedAt().getEpochSecond());
    }
    return out.toBytes();
  }

  private static Optional<Roster> readBody(byte[] body, ShellId shell, MemberKey owner) {
    CborReader in = new CborReader(body);
    in.record("roster", 6);
    boolean isOurs = in.uint("version", VERSION) == VERSION;
    isOurs &= shell.digest().equalsAt(in.bytesExactly("shell", Digest.LENGTH_BYTES), 0);
    Optional<DisplayName> name = DisplayName.ifClean(in.text("name", DisplayName.BYTES_MAX));
    isOurs &= MemberKey.of(in.bytesExactly("owner", MemberKey.LENGTH_BYTES)).equals(owner);
    long version = in.uint("roster version", Long.MAX_VALUE);
    int count = in.array("members", Limits.MEMBERS_MAX);
    List<Roster.Member> members = new ArrayList<>();
    for (int i = 0; i < count && in.isFine(); i++) {
      readMember(in).ifPresent(members::add);
    }
    in.end();
    if (!in.isFine()
        || !isOurs
        || name.isEmpty()
        || Roster.fault(owner, version, members).isPresent()) {
      return Optional.empty();
    }
    return Optional.of(new Roster(shell, name.get(), owner, version, members));
  }

  private static Optional<Roster.Member> readMember(CborReader in) {
    in.record("member", 3);
    MemberKey key = MemberKey.of(in.bytesExactly("key", MemberKey.LENGTH_BYTES));
    Optional<DisplayName> name = DisplayName.ifClean(in.text("name", DisplayName.BYTES_MAX));
    Instant joinedAt = Instant.ofEpochSecond(in.uint("joined", SECONDS_MAX));
    if (!in.isFine()) {
      return Optional.empty();
    }
    if (name.isEmpty() || Signatures.isWeak(key)) {
      in.refuse("a member's name or key is not sound");
      return Optional.empty();
    }
    return Optional.of(new Roster.Member(key, name.get(), joinedAt));
  }

  private static Verdict<SignedRoster> corrupt(String what) {
    return new Verdict.Refused<>(
        RefusalCode.ROSTER_CORRUPT,
        "The member list cannot be read: " + what + ". The known list stays in force.");
  }
}
