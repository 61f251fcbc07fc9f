package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// When an owner or admin last agreed with this member on who is in the shell. Two members link
/// only while their logs agree, so every link to one of them is such a moment, and lasts as long as
/// the link. A host may keep the news of a removal away; it cannot make a confirmation. Belongs to
/// the shell's loop, but for [#load].
final class Confirmed {
  private static final String RECORD = "membership-confirmed";

  private final ShellFrame frame;
  private final Supplier<Optional<LogState>> state;
  private final Supplier<Set<MemberKey>> linked;
  private Instant last = Instant.MAX;

  /// @param linked members that there is a link to
  Confirmed(ShellFrame frame, Supplier<Optional<LogState>> state, Supplier<Set<MemberKey>> linked) {
    this.frame = frame;
    this.state = state;
    this.linked = linked;
  }

  /// Reads what was kept. Before the loop begins.
  void load(Journal journal) throws IOException {
    last =
        journal
            .read(RECORD)
            .filter(kept -> kept.length() == Long.BYTES)
            .map(kept -> Instant.ofEpochMilli(ByteBuffer.wrap(kept.toArray()).getLong()))
            .orElse(Instant.MAX);
  }

  /// This member has come into a shell just now: whoever let it in knew who was there.
  void begin(Instant now) {
    if (last.equals(Instant.MAX)) {
      keep(now);
    }
  }

  /// A link to a member has begun or ended.
  void linkChanged(MemberKey member, Instant now) {
    if (isAuthority(member)) {
      keep(now);
    }
  }

  /// This member is in the shell no more.
  void forget() {
    last = Instant.MAX;
    frame.facts().write(journal -> journal.remove(RECORD), () -> {});
  }

  /// How long nobody has confirmed the membership; zero for the owner, and while an owner or admin
  /// is linked. A clock that went back counts as no time.
  Duration since(Instant now) {
    boolean isOwner = state.get().filter(it -> it.owner().equals(frame.self())).isPresent();
    if (isOwner || last.isAfter(now) || linked.get().stream().anyMatch(this::isAuthority)) {
      return Duration.ZERO;
    }
    return Duration.between(last, now);
  }

  private boolean isAuthority(MemberKey member) {
    return state.get().filter(it -> it.isAdmin(member)).isPresent();
  }

  private void keep(Instant now) {
    last = now;
    byte[] millis = ByteBuffer.allocate(Long.BYTES).putLong(now.toEpochMilli()).array();
    frame.facts().write(journal -> journal.put(RECORD, Bytes.copyOf(millis)), () -> {});
  }
}
