package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// A shell and its people, for tests.
final class Shells {
  static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  static final Identity OWNER = identity(1);
  static final Bytes NONCE = bytes(ShellId.NONCE_BYTES, 0x33);
  static final ShellId SHELL = ShellId.of(OWNER.key(), NONCE.toArray());

  private Shells() {}

  static Identity identity(int fill) {
    return Identity.fromSeed(bytes(Identity.SEED_BYTES, fill).toArray());
  }

  static Bytes bytes(int length, int fill) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) fill);
    return Bytes.copyOf(bytes);
  }

  static DisplayName name(String text) {
    return new DisplayName(text);
  }

  static Invite invite(int number, int usesMax, Instant notAfter) {
    return new Invite(
        name("Raid night"),
        SHELL,
        OWNER.key(),
        bytes(Invite.ID_BYTES, number),
        bytes(Invite.SEED_BYTES, 100 + number),
        notAfter,
        usesMax,
        Digest.of(bytes(32, 0x77).toArray()),
        List.of(new Endpoint("play.example.org", 7443), new Endpoint("2001:db8::1", 7443)));
  }

  static Invite invite(int number) {
    return invite(number, 1, NOW.plus(Duration.ofHours(24)));
  }
}
