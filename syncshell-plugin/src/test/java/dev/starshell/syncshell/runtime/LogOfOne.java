package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.membership.Endpoint;
import dev.starshell.syncshell.membership.log.HostPlace;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogBook;
import dev.starshell.syncshell.membership.log.LogStanding;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.membership.log.Sequencer;
import dev.starshell.syncshell.membership.log.ShellSettings;
import dev.starshell.syncshell.membership.log.SignedAct;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// The log of a shell that its owner has just made and hosts. Signatures are real.
final class LogOfOne {
  static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");
  static final Identity OWNER = identity(1);
  static final ShellId SHELL = ShellId.of(OWNER.key(), filled(ShellId.NONCE_BYTES).toArray());
  static final LogBook BOOK = LogBook.founded(SHELL, found().records());
  static final LogState STATE = BOOK.state().orElseThrow();

  private LogOfOne() {}

  private static Sequencer.Ordered found() {
    LogAct genesis =
        new LogAct.Genesis(
            filled(ShellId.NONCE_BYTES),
            identity(2).key(),
            new DisplayName("Ada"),
            ShellSettings.ofNew(new DisplayName("Raid night")),
            new HostPlace(
                OWNER.key(),
                Digest.of(new byte[Digest.LENGTH_BYTES]),
                List.of(new Endpoint("play.example.org", 7443))));
    return Sequencer.found(
        OWNER, new SignedAct(SHELL, 0, 1, OWNER.key(), genesis).sign(OWNER), NOW);
  }

  static LogStanding standing() {
    return LogStanding.Following.of(BOOK);
  }

  /// The owner's act after its first.
  static Proposal act(long serial, LogAct act) {
    return new SignedAct(SHELL, STATE.epoch(), serial, OWNER.key(), act).sign(OWNER);
  }

  static MemberKey key(int number) {
    return identity(number).key();
  }

  static Identity identity(int number) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) number);
    return Identity.fromSeed(seed);
  }

  private static Bytes filled(int length) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) 0x33);
    return Bytes.copyOf(bytes);
  }
}
