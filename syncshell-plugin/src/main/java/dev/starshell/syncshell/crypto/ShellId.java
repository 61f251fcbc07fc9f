package dev.starshell.syncshell.crypto;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import java.nio.charset.StandardCharsets;

/// Names a shell. It commits to the owner's key, so that nobody can take a shell over by naming
/// another owner: SHA-256("starshell/1 group" ‖ owner ‖ nonce).
public record ShellId(Digest digest) implements Comparable<ShellId> {
  /// What makes two shells of one owner differ. Unit: bytes.
  public static final int NONCE_BYTES = 32;

  private static final byte[] LABEL = "starshell/1 group".getBytes(StandardCharsets.US_ASCII);

  /// The id of the shell that this owner made with this nonce.
  ///
  /// @throws IllegalArgumentException if the nonce is not 32 bytes long
  public static ShellId of(MemberKey owner, byte[] nonce) {
    if (nonce.length != NONCE_BYTES) {
      throw new IllegalArgumentException("nonce length=" + nonce.length + " is not 32");
    }
    return new ShellId(Sha256.of(LABEL, owner.toBytes(), nonce));
  }

  @Override
  public int compareTo(ShellId other) {
    return digest.compareTo(other.digest);
  }

  /// 64 lower-case hex digits.
  public String toHex() {
    return digest.toHex();
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
