package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// The way to one member's own relay, for a friend whose shell has lost its relay. Its text form is
/// made and read by [RecoveryCode]. Who reads it is in the shell, so it names shell and members by
/// the beginnings of their names; the signature is over the whole ones.
///
/// @param shell beginning of the shell's id, 8 bytes
/// @param maker beginning of the maker's key, 8 bytes
/// @param friend beginning of the key of the only one who may use it; empty if any member may
/// @param secret opens the door, once; 16 bytes
/// @param notAfter whole seconds, 1970 to 2106
/// @param relayPin SHA-256 of the SubjectPublicKeyInfo that the maker's relay must show
/// @param endpoints 1 to 4, best first, no two alike
public record RecoveryTicket(
    Bytes shell,
    Bytes maker,
    Optional<Bytes> friend,
    Bytes secret,
    Instant notAfter,
    Digest relayPin,
    List<Endpoint> endpoints) {
  /// Unit: bytes.
  public static final int SECRET_BYTES = 16;

  /// Tells the names of a home apart. Unit: bytes.
  static final int HINT_BYTES = 8;

  private static final byte[] STAR = "starshell/1 rescue".getBytes(StandardCharsets.US_ASCII);
  private static final long SECONDS_MAX = 0xffff_ffffL;

  public RecoveryTicket {
    endpoints = List.copyOf(endpoints);
    requireLength("shell", shell, HINT_BYTES);
    requireLength("maker", maker, HINT_BYTES);
    friend.ifPresent(hint -> requireLength("friend", hint, HINT_BYTES));
    requireLength("secret", secret, SECRET_BYTES);
    if (notAfter.getNano() != 0
        || notAfter.getEpochSecond() < 0
        || notAfter.getEpochSecond() > SECONDS_MAX) {
      throw new IllegalArgumentException("notAfter=" + notAfter + " is no second of 1970..2106");
    }
    if (endpoints.isEmpty()
        || endpoints.size() > Limits.INVITE_ENDPOINTS_MAX
        || new HashSet<>(endpoints).size() != endpoints.size()) {
      throw new IllegalArgumentException(
          "endpoints=" + endpoints.size() + " outside 1..4, or twice");
    }
  }

  /// The beginning of a name.
  public static Bytes hint(byte[] name) {
    return Bytes.copyOf(Arrays.copyOf(name, HINT_BYTES));
  }

  /// What the maker keeps of a secret.
  public static Digest hashOf(Bytes secret) {
    return Sha256.of(secret.toArray());
  }

  /// The star on the maker's relay where the two meet. Nobody else knows it before they do.
  public static Digest star(ShellId shell, MemberKey maker, Digest secretHash) {
    return Sha256.of(STAR, shell.digest().toBytes(), maker.toBytes(), secretHash.toBytes());
  }

  private static void requireLength(String name, Bytes value, int length) {
    if (value.length() != length) {
      throw new IllegalArgumentException(name + " length=" + value.length() + " is not " + length);
    }
  }

  /// Nothing of the secret.
  @Override
  public String toString() {
    return "recovery code until " + notAfter;
  }
}
