package dev.starshell.syncshell.membership;

import static dev.starshell.syncshell.membership.RefusalCode.INVITE_CORRUPT;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_EXPIRED;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_FOREIGN;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_FORGED;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_VERSION;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.limits.Limits;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// The text form of an invite: `fshell1` and base 32 of body ‖ signature ‖ CRC-32. Whoever reads it
/// is told a typo from a forgery, and both from a code of another program.
public final class InviteCode {
  private static final String PREFIX = "fshell1";

  /// The prefix after O, I and L were read as digits.
  private static final String PREFIX_READ = "fshe111";

  private InviteCode() {}

  /// Signs an invite and writes its code, a single line.
  ///
  /// @throws IllegalArgumentException if the invite names another issuer
  public static String write(Identity issuer, Invite invite) {
    if (!issuer.key().equals(invite.issuer())) {
      throw new IllegalArgumentException("the invite names another issuer");
    }
    byte[] body = InviteBody.write(invite);
    byte[] all =
        ByteBuffer.allocate(body.length + Signatures.LENGTH_BYTES)
            .put(body)
            .put(issuer.sign(SignatureLabel.INVITE, body))
            .array();
    return CodeText.write(PREFIX, all);
  }

  /// Reads what a person pasted. Case, spaces, hyphens and line breaks do not matter; O is read as
  /// 0, and I and L as 1.
  ///
  /// @param now by the joiner's clock, which may be wrong by [Limits#CLOCK_SKEW]
  public static Verdict<Invite> read(String typed, Instant now) {
    if (typed.length() > Limits.INVITE_CHARS_MAX) {
      return corrupt(
          "it has "
              + typed.length()
              + " characters; no invite has more than "
              + Limits.INVITE_CHARS_MAX);
    }
    Optional<Verdict<Invite>> foreign = foreign(typed);
    if (foreign.isPresent()) {
      return foreign.get();
    }
    CodeText.Typed read = CodeText.read(typed);
    if (!read.text().isEmpty() && !read.text().startsWith(PREFIX_READ)) {
      return otherPrefix(read.text());
    }
    return read.strange()
        .map(which -> corrupt("character " + which + " does not belong in it"))
        .orElseGet(() -> ofCharacters(read.text(), now));
  }

  private static Verdict<Invite> ofCharacters(String compact, Instant now) {
    if (compact.isEmpty()) {
      return corrupt("it is empty");
    }
    Optional<byte[]> content = CodeText.content(PREFIX, compact);
    if (content.filter(all -> all.length >= Signatures.LENGTH_BYTES).isEmpty()) {
      return corrupt("its check sum is wrong: a character is wrong, or a piece is missing");
    }
    byte[] all = content.get();
    byte[] body = Arrays.copyOf(all, all.length - Signatures.LENGTH_BYTES);
    byte[] signature = Arrays.copyOfRange(all, body.length, all.length);
    return switch (InviteBody.read(body)) {
      case Verdict.Refused<Invite> refused -> refused;
      case Verdict.Accepted<Invite>(Invite invite) -> judged(invite, body, signature, now);
    };
  }

  private static Verdict<Invite> judged(Invite invite, byte[] body, byte[] signature, Instant now) {
    if (!Signatures.verify(invite.issuer(), SignatureLabel.INVITE, body, signature)) {
      return new Verdict.Refused<>(
          INVITE_FORGED,
          "The invite was typed right, but the member it names did not sign it. Do not use it, and"
              + " ask for a new one by another way.");
    }
    if (now.minus(Limits.CLOCK_SKEW).isAfter(invite.notAfter())) {
      return new Verdict.Refused<>(
          INVITE_EXPIRED,
          "The invite held until "
              + invite.notAfter()
              + ", and the clock of this machine says "
              + Instant.ofEpochSecond(now.getEpochSecond())
              + ". Ask for a new one, or set the clock.");
    }
    return new Verdict.Accepted<>(invite);
  }

  private static Optional<Verdict<Invite>> foreign(String typed) {
    String start = typed.strip().toUpperCase(Locale.ROOT);
    if (start.startsWith("NOSTR:") || start.startsWith("BOOTSTRAP:")) {
      String kind = start.substring(0, start.indexOf(':') + 1);
      return Optional.of(
          new Verdict.Refused<>(
              INVITE_FOREIGN,
              "A code that begins with "
                  + kind
                  + " is made by FyteClub, not by Starshell. Ask for"
                  + " a Starshell invite; it begins with "
                  + PREFIX
                  + "."));
    }
    if (start.startsWith(RecoveryCode.PREFIX.toUpperCase(Locale.ROOT))) {
      return Optional.of(
          new Verdict.Refused<>(
              INVITE_FOREIGN,
              "This is a recovery code, not an invite. 'sync recovery use' takes it."));
    }
    if (start.startsWith("HTTP:") || start.startsWith("HTTPS:")) {
      return Optional.of(
          new Verdict.Refused<>(
              INVITE_FOREIGN,
              "This is a web address, not an invite. Copy only the text from " + PREFIX + " on."));
    }
    return Optional.empty();
  }

  private static Verdict<Invite> otherPrefix(String compact) {
    int stem = PREFIX_READ.length() - 1;
    if (compact.startsWith(PREFIX_READ.substring(0, stem))
        && compact.length() > stem
        && compact.charAt(stem) >= '2'
        && compact.charAt(stem) <= '9') {
      return version(compact.charAt(stem) - '0');
    }
    String start = compact.substring(0, Math.min(PREFIX_READ.length(), compact.length()));
    if (PREFIX_READ.startsWith(start)) {
      return corrupt("a piece is missing");
    }
    if (distance(start, PREFIX_READ) <= 2 || compact.contains(PREFIX_READ)) {
      return corrupt("it does not begin with " + PREFIX);
    }
    return new Verdict.Refused<>(
        INVITE_FOREIGN,
        "This is not a Starshell invite: those begin with "
            + PREFIX
            + ". Copy the whole code from the one who invited you.");
  }

  static Verdict<Invite> version(int version) {
    return new Verdict.Refused<>(
        INVITE_VERSION,
        "The invite is of version "
            + version
            + "; this Starshell reads version 1. Install a newer"
            + " Starshell, or ask for an invite made by yours.");
  }

  private static Verdict<Invite> corrupt(String what) {
    return new Verdict.Refused<>(
        INVITE_CORRUPT, "The invite cannot be read: " + what + ". Copy it again as a whole.");
  }

  /// How many characters must be put in, taken out or changed to come from one to the other.
  private static int distance(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[to.length()];
  }
}
