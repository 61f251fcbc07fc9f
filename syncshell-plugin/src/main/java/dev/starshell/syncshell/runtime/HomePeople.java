package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.trust.KnownKey;
import dev.starshell.syncshell.trust.KnownKeys;
import dev.starshell.syncshell.trust.KnownKeysCodec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What people of this home have said of others: a key is the same person in every shell, so whom
/// they have verified or blocked in one is so in all. Known to nobody else.
///
/// Thread: any, but for [#load].
///
/// @param blocked members that this home will have nothing to do with
/// @param verified keys whose safety phrase a person has compared; others may be in it as well
record HomePeople(HomeValue<Set<MemberKey>> blocked, HomeValue<KnownKeys> verified) {
  private static final Logger LOG = LoggerFactory.getLogger(HomePeople.class);
  private static final String BLOCKED = "blocked";
  private static final String VERIFIED = "verified";

  HomePeople() {
    this(
        new HomeValue<>(BLOCKED, KeyList::write, Set.of()),
        new HomeValue<>(VERIFIED, KnownKeysCodec::write, KnownKeys.NONE));
  }

  /// Reads what was kept. Before the first loop begins. What each shell has kept for itself, until
  /// the home kept it, is taken over once.
  void load(Journal journal) throws IOException {
    Optional<Bytes> kept = verified.kept(journal);
    Optional<KnownKeys> read = kept.flatMap(KnownKeysCodec::read);
    if (kept.isPresent() && read.isEmpty()) {
      LOG.error("record of verified keys is damaged, made anew from what each shell has");
    }
    boolean isFirst = kept.isEmpty();
    Set<MemberKey> shut = new HashSet<>();
    KnownKeys sure = read.orElse(KnownKeys.NONE);
    for (Journal part : parts(journal)) {
      if (isFirst) {
        shut.addAll(blockedIn(part));
      }
      if (read.isEmpty()) {
        sure = with(sure, part);
      }
    }
    shut.addAll(blockedIn(HomeValue.home(journal)));
    blocked.load(Set.copyOf(shut));
    verified.load(sure);
    if (read.isEmpty()) {
      blocked.keep(journal);
      verified.keep(journal);
    }
  }

  private static List<Journal> parts(Journal journal) throws IOException {
    List<Journal> parts = new ArrayList<>();
    parts.add(HomeValue.home(journal));
    for (int slot : journal.slots()) {
      parts.add(journal.inSlot(slot));
    }
    return parts;
  }

  private static Set<MemberKey> blockedIn(Journal part) throws IOException {
    return KeyList.read(BLOCKED, part.read(BLOCKED).orElse(Bytes.EMPTY));
  }

  private static KnownKeys with(KnownKeys sure, Journal part) throws IOException {
    KnownKeys all = sure;
    Optional<KnownKeys> known = part.read(KnownMembers.RECORD).flatMap(KnownKeysCodec::read);
    for (KnownKey one : known.orElse(KnownKeys.NONE).all()) {
      if (one.isVerified()) {
        all = all.verify(one.key(), one.name(), one.verifiedSeconds());
      }
    }
    return all;
  }

  /// Runs a task after each change, as [HomeValue#tell].
  void tell(Runnable changed) {
    blocked.tell(changed);
    verified.tell(changed);
  }

  void forget(Runnable changed) {
    blocked.forget(changed);
    verified.forget(changed);
  }
}
