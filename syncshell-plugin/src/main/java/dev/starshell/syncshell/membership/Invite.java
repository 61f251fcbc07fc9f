package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.InviteKeys;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;

/// A signed capability to enter one shell. It holds no secret that outlives it. Its text form is
/// made and read by [InviteCode].
///
/// @param shellName for the joiner's eyes
/// @param shell where it leads to; the log that is met there must be this shell's
/// @param issuer the owner or admin who made it
/// @param inviteId by which the log names it, 8 bytes
/// @param seed of the invite's own key pair, 16 bytes: who holds it holds the invite
/// @param notAfter whole seconds, 1970 to 2106
/// @param usesMax 1 to 65535
/// @param relayPin SHA-256 of the SubjectPublicKeyInfo that the relay must show
/// @param endpoints 1 to 4, best first, no two alike
public record Invite(
    DisplayName shellName,
    ShellId shell,
    MemberKey issuer,
    Bytes inviteId,
    Bytes seed,
    Instant notAfter,
    int usesMax,
    Digest relayPin,
    List<Endpoint> endpoints) {
  /// Unit: bytes.
  public static final int ID_BYTES = 8;

  /// 128 bits cannot be guessed, online or not. Unit: bytes.
  public static final int SEED_BYTES = 16;

  /// Most uses of one invite: two bytes in its body.
  public static final int USES_MAX = 65_535;

  private static final long SECONDS_MAX = 0xffff_ffffL;

  public Invite {
    endpoints = List.copyOf(endpoints);
    requireLength("inviteId", inviteId, ID_BYTES);
    requireLength("seed", seed, SEED_BYTES);
    if (notAfter.getNano() != 0
        || notAfter.getEpochSecond() < 0
        || notAfter.getEpochSecond() > SECONDS_MAX) {
      throw new IllegalArgumentException("notAfter=" + notAfter + " is no second of 1970..2106");
    }
    if (usesMax < 1 || usesMax > USES_MAX) {
      throw new IllegalArgumentException("usesMax=" + usesMax + " outside 1.." + USES_MAX);
    }
    if (endpoints.isEmpty()
        || endpoints.size() > Limits.INVITE_ENDPOINTS_MAX
        || new HashSet<>(endpoints).size() != endpoints.size()) {
      throw new IllegalArgumentException(
          "endpoints=" + endpoints.size() + " outside 1..4, or twice");
    }
  }

  /// The key pair by which its holder proves to hold it.
  public Identity key() {
    return InviteKeys.ofSeed(seed.toArray());
  }

  private static void requireLength(String name, Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException(name + " length=" + value.length() + " is not " + length);
    }
  }

  /// Nothing of the seed.
  @Override
  public String toString() {
    return "invite to shell " + shell + " until " + notAfter;
  }
}
