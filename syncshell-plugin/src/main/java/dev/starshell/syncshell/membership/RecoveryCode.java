package dev.starshell.syncshell.membership;

import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_CORRUPT;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_ELSEWHERE;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_EXPIRED;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_FOREIGN;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_FORGED;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_OTHERS;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_OWN;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_STRANGER;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_VERSION;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Verdict.Accepted;
import dev.starshell.syncshell.membership.Verdict.Refused;
import dev.starshell.syncshell.protocol.Bytes;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The text form of a recovery ticket: `fback1` and base 32 of body ‖ signature ‖ CRC-32. The
/// signature is over shell id ‖ friend's key or 32 zero bytes ‖ body. Wire form: docs/PROTOCOL.md,
/// "Recovery code".
public final class RecoveryCode {
  /// What every recovery code begins with.
  public static final String PREFIX = "fback1";

  private static final String STEM = PREFIX.substring(0, PREFIX.length() - 1);

  private RecoveryCode() {}

  /// What was typed right. Who signed it is not known yet.
  ///
  /// @param ticket what it says
  /// @param body its signed bytes
  /// @param signature by whoever made it
  public record Given(RecoveryTicket ticket, Bytes body, Bytes signature) {}

  /// A code that is genuine.
  ///
  /// @param maker who made it, a member of the reader's shell
  public record Genuine(MemberKey maker, RecoveryTicket ticket) {}

  /// Who reads a code.
  ///
  /// @param members all of the shell
  public record Reader(ShellId shell, MemberKey self, Set<MemberKey> members) {
    public Reader {
      members = Set.copyOf(members);
    }
  }

  /// Signs a ticket and writes its code, a single line.
  ///
  /// @param friend the only one who may use it, as the ticket says
  public static String write(
      Identity maker, ShellId shell, Optional<MemberKey> friend, RecoveryTicket ticket) {
    if (!ticket.maker().equals(RecoveryTicket.hint(maker.key().toBytes()))
        || !ticket.shell().equals(RecoveryTicket.hint(shell.digest().toBytes()))
        || !ticket.friend().equals(friend.map(MemberKey::toBytes).map(RecoveryTicket::hint))) {
      throw new IllegalArgumentException("the ticket names another shell or other members");
    }
    byte[] body = RecoveryBody.write(ticket);
    byte[] signature =
        maker.sign(SignatureLabel.RECOVERY_CODE, toSign(shell, friend, Bytes.copyOf(body)));
    return CodeText.write(
        PREFIX,
        ByteBuffer.allocate(body.length + signature.length).put(body).put(signature).array());
  }

  private static byte[] toSign(ShellId shell, Optional<MemberKey> friend, Bytes body) {
    return ByteBuffer.allocate(
            shell.digest().toBytes().length + MemberKey.LENGTH_BYTES + body.length())
        .put(shell.digest().toBytes())
        .put(friend.map(MemberKey::toBytes).orElseGet(() -> new byte[MemberKey.LENGTH_BYTES]))
        .put(body.view())
        .array();
  }

  /// Reads what a person pasted. Case, spaces, hyphens and line breaks do not matter.
  public static Verdict<Given> read(String typed) {
    if (typed.length() > Limits.INVITE_CHARS_MAX) {
      return corrupt("it is longer than any recovery code");
    }
    CodeText.Typed read = CodeText.read(typed);
    String text = read.text();
    if (text.isEmpty()) {
      return corrupt("it is empty");
    }
    if (!text.startsWith(PREFIX)) {
      return otherPrefix(text);
    }
    if (read.strange().isPresent()) {
      return corrupt("character " + read.strange().get() + " does not belong in it");
    }
    Optional<byte[]> content =
        CodeText.content(PREFIX, text).filter(all -> all.length > Signatures.LENGTH_BYTES);
    if (content.isEmpty()) {
      return corrupt("its check sum is wrong: a character is wrong, or a piece is missing");
    }
    byte[] all = content.get();
    byte[] body = Arrays.copyOf(all, all.length - Signatures.LENGTH_BYTES);
    Bytes signature = Bytes.copyOf(Arrays.copyOfRange(all, body.length, all.length));
    return switch (RecoveryBody.read(body)) {
      case Refused<RecoveryTicket>(Refusal why) -> new Refused<>(why);
      case Accepted<RecoveryTicket>(RecoveryTicket ticket) ->
          new Accepted<>(new Given(ticket, Bytes.copyOf(body), signature));
    };
  }

  private static Verdict<Given> otherPrefix(String text) {
    if (text.startsWith(STEM)
        && text.length() > STEM.length()
        && text.charAt(STEM.length()) >= '2'
        && text.charAt(STEM.length()) <= '9') {
      return new Refused<>(version(text.charAt(STEM.length()) - '0'));
    }
    if (PREFIX.startsWith(text) || text.contains(PREFIX)) {
      return corrupt("it does not begin with " + PREFIX + ", or a piece is missing");
    }
    return new Refused<>(
        RECOVERY_CODE_FOREIGN,
        "This is not a recovery code: those begin with "
            + PREFIX
            + ", and your friend makes one with 'sync recovery code'. An invite goes to 'sync"
            + " join'.");
  }

  /// Looks who made it, and whether this member may use it now.
  ///
  /// @param now by the reader's clock, which may be wrong by [Limits#CLOCK_SKEW]
  public static Verdict<Genuine> judge(Given given, Reader reader, Instant now) {
    RecoveryTicket ticket = given.ticket();
    if (!ticket.shell().equals(RecoveryTicket.hint(reader.shell().digest().toBytes()))) {
      return new Refused<>(
          RECOVERY_CODE_ELSEWHERE,
          "This code leads into another shell. If this home is in it, say so with --shell NAME;"
              + " 'sync shells' lists them.");
    }
    if (ticket.maker().equals(RecoveryTicket.hint(reader.self().toBytes()))) {
      return new Refused<>(
          RECOVERY_CODE_OWN,
          "You made this code. Send it to your friend, who types 'sync recovery use' and pastes"
              + " it.");
    }
    List<MemberKey> makers =
        reader.members().stream()
            .filter(one -> ticket.maker().equals(RecoveryTicket.hint(one.toBytes())))
            .toList();
    if (makers.isEmpty()) {
      return new Refused<>(
          RECOVERY_CODE_STRANGER,
          "Whoever made this code is not in the shell, any more or at all. Do not use it; ask a"
              + " member that 'sync members' lists for one.");
    }
    if (ticket.friend().isPresent()
        && !ticket.friend().get().equals(RecoveryTicket.hint(reader.self().toBytes()))) {
      return new Refused<>(
          RECOVERY_CODE_OTHERS,
          "This code was made for another member. Ask for one of your own: 'sync recovery code"
              + " YOUR-NAME'.");
    }
    Optional<MemberKey> maker =
        makers.stream().filter(one -> isSignedBy(one, given, reader)).findFirst();
    if (maker.isEmpty()) {
      return forged("the member it names did not sign it");
    }
    return now.minus(Limits.CLOCK_SKEW).isAfter(ticket.notAfter())
        ? new Refused<>(expired(ticket.notAfter()))
        : new Accepted<>(new Genuine(maker.get(), ticket));
  }

  private static boolean isSignedBy(MemberKey maker, Given given, Reader reader) {
    byte[] signed =
        toSign(reader.shell(), given.ticket().friend().map(_ -> reader.self()), given.body());
    return Signatures.verify(
        maker, SignatureLabel.RECOVERY_CODE, signed, given.signature().toArray());
  }

  /// What is said of a code past its time.
  public static Refusal expired(Instant notAfter) {
    return new Refusal(
        RECOVERY_CODE_EXPIRED,
        "This recovery code held until "
            + notAfter
            + ". Ask for a new one: 'sync recovery code' makes it.");
  }

  static Refusal version(int version) {
    return new Refusal(
        RECOVERY_CODE_VERSION,
        "The recovery code is of version "
            + version
            + "; this Starshell reads version 1. Install a newer Starshell.");
  }

  static <T> Verdict<T> forged(String what) {
    return new Refused<>(
        RECOVERY_CODE_FORGED,
        "The code was typed right, but "
            + what
            + ". Do not use it; ask your friend for a new one, by another way.");
  }

  private static Verdict<Given> corrupt(String what) {
    return new Refused<>(
        RECOVERY_CODE_CORRUPT,
        "The recovery code cannot be read: " + what + ". Copy it again as a whole.");
  }
}
