package dev.starshell.syncshell.crypto.file;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.crypto.file.IdentityException.Code;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/// What stands in an identity's file.
///
/// @param file named to people
record IdentityText(Path file) {
  /// Largest file. Unit: bytes.
  static final int BYTES_MAX = 4 * 1024;

  private static final String BARE = "PRIVATE KEY";
  private static final String SEALED = "STARSHELL SEALED KEY";
  private static final String PUBLIC = "public ";

  /// Whether the content is under a passphrase.
  static boolean isSealed(byte[] content) {
    return new String(content, StandardCharsets.ISO_8859_1).startsWith(begin(SEALED));
  }

  /// The content; the caller clears it.
  byte[] render(Identity identity, Optional<char[]> passphrase, SecureRandom random) {
    byte[] pkcs8 = identity.toPkcs8();
    try {
      return passphrase
          .map(words ->
              render(
                  SEALED,
                  SealedKey.seal(pkcs8, identity.key().toBytes(), words, random),
                  identity.key()))
          .orElseGet(() -> render(BARE, pkcs8, identity.key()))
          .getBytes(StandardCharsets.US_ASCII);
    } finally {
      Arrays.fill(pkcs8, (byte) 0);
    }
  }

  private static String render(String kind, byte[] blob, MemberKey key) {
    return begin(kind)
        + "\n"
        + Base64.getEncoder().encodeToString(blob)
        + "\n-----END "
        + kind
        + "-----\n"
        + PUBLIC
        + MemberKeyText.format(key)
        + "\n";
  }

  private static String begin(String kind) {
    return "-----BEGIN " + kind + "-----";
  }

  /// Takes exactly what [#render] writes.
  Identity parse(byte[] content, Optional<char[]> passphrase) throws IdentityException {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    String[] lines = text.split("\n", -1);
    if (content.length > BYTES_MAX || lines.length != 5 || !lines[3].startsWith(PUBLIC)) {
      throw corrupt();
    }
    String kind = isSealed(content) ? SEALED : BARE;
    Optional<MemberKey> key = MemberKeyText.parse(lines[3].substring(PUBLIC.length()));
    byte[] blob;
    try {
      blob = Base64.getDecoder().decode(lines[1]);
    } catch (IllegalArgumentException e) {
      throw corrupt();
    }
    if (key.isEmpty() || !render(kind, blob, key.get()).equals(text)) {
      throw corrupt();
    }
    byte[] pkcs8 = kind.equals(BARE) ? blob : opened(blob, key.get(), passphrase);
    Optional<Identity> identity = Identity.fromPkcs8(pkcs8);
    Arrays.fill(pkcs8, (byte) 0);
    if (!identity.map(Identity::key).equals(key)) {
      throw corrupt();
    }
    return identity.orElseThrow();
  }

  private byte[] opened(byte[] blob, MemberKey key, Optional<char[]> passphrase)
      throws IdentityException {
    if (!SealedKey.isWhole(blob)) {
      throw corrupt();
    }
    if (passphrase.isEmpty()) {
      throw new IdentityException(
          Code.PASSPHRASE_MISSING,
          file
              + " has a passphrase and none was given. Name a file with it under"
              + " 'identity.passphrase-file' in host.yaml, or set STARSHELL_PASSPHRASE; then"
              + " 'plugins load syncshell'.");
    }
    return switch (SealedKey.open(blob, key.toBytes(), passphrase.get())) {
      case SealedKey.Opened.Key(byte[] pkcs8) -> pkcs8;
      case SealedKey.Opened.Damaged() -> throw corrupt();
      case SealedKey.Opened.Wrong() ->
          throw new IdentityException(
              Code.PASSPHRASE_WRONG,
              "The passphrase does not open "
                  + file
                  + ". Correct it where it was given (STARSHELL_PASSPHRASE comes before the file"
                  + " in host.yaml); then 'plugins load syncshell'.");
    };
  }

  IdentityException corrupt() {
    return new IdentityException(
        Code.STATE_CORRUPT,
        file
            + " is not what was written there. Restore it from a backup; without one, move it away"
            + " and a new identity is made, which the shells do not know.");
  }
}
