package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.trust.KnownKey;
import dev.starshell.syncshell.trust.KnownKeys;
import dev.starshell.syncshell.trust.KnownKeysCodec;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/// Remembers the keys of members by name, also after they or this member have left the shell, and
/// points out a name that comes with another key. Names are the shell's; whom a person has verified
/// is the home's. Belongs to the shell's loop, but for [#load].
final class KnownMembers {
  /// Code of the notice about a name with another key.
  static final String KEY_CHANGED = "KEY_CHANGED";

  /// The journal's record of known keys.
  static final String RECORD = "known-keys";

  private final ShellFrame frame;
  private final HomeValue<KnownKeys> home;
  private KnownKeys known = KnownKeys.NONE;

  KnownMembers(ShellFrame frame, HomePeople people) {
    this.frame = frame;
    this.home = people.verified();
  }

  /// Reads what was kept. Before the loop begins.
  void load(Journal journal) throws IOException {
    Optional<Bytes> kept = journal.read(RECORD);
    if (kept.isPresent()) {
      Optional<KnownKeys> read = KnownKeysCodec.read(kept.get());
      known = read.orElse(KnownKeys.NONE);
      if (read.isEmpty()) {
        frame.warn(
            "STATE_CORRUPT",
            "The record of members that you have verified is damaged; all count as unverified."
                + " Compare again with 'sync verify MEMBER'.");
      }
    }
  }

  /// These are the others in the shell now; also when the home has learned of one of them.
  void meet(Map<MemberKey, DisplayName> others) {
    KnownKeys.Meeting meeting = known.meet(others);
    KnownKeys next = meeting.known().agreeing(home.now());
    if (!next.equals(known)) {
      known = next;
      keep();
    }
    meeting.changed().forEach(this::tell);
  }

  private void tell(KnownKey changed) {
    boolean wasVerified =
        changed.inPlaceOf().flatMap(known::find).map(KnownKey::isVerified).orElse(false);
    frame
        .audit()
        .add(KEY_CHANGED, changed.key(), "in place of " + changed.inPlaceOf().orElseThrow());
    frame.warn(
        KEY_CHANGED,
        "ATTENTION: "
            + changed.name().text()
            + " is in the shell with another key than before"
            + (wasVerified ? ", and you had verified the one before" : "")
            + ". It may be a new computer, or somebody else under this name. Ask your friend by"
            + " voice, and compare with 'sync verify'.");
  }

  Optional<KnownKey> find(MemberKey member) {
    return known.find(member);
  }

  /// One word: `verified`, `unverified` or `changed`.
  String word(MemberKey member) {
    Optional<KnownKey> one = known.find(member);
    if (one.map(KnownKey::isChanged).orElse(false)) {
      return "changed";
    }
    return one.map(KnownKey::isVerified).orElse(false) ? "verified" : "unverified";
  }

  /// A person has compared the phrase. Then, on the loop: the failure, if it could not be kept.
  void verify(
      MemberKey member, DisplayName name, long seconds, Consumer<Optional<IOException>> then) {
    change(
        known.verify(member, name, seconds),
        all -> all.verify(member, name, seconds),
        member,
        then);
  }

  /// A person takes that back.
  void unverify(MemberKey member, Consumer<Optional<IOException>> then) {
    change(known.unverify(member), all -> all.unverify(member), member, then);
  }

  private void change(
      KnownKeys next,
      UnaryOperator<KnownKeys> inHome,
      MemberKey member,
      Consumer<Optional<IOException>> then) {
    KnownKeys before = known;
    Optional<KnownKey> was = home.now().find(member).filter(KnownKey::isVerified);
    known = next;
    Bytes record = KnownKeysCodec.write(next);
    home.change(
        frame.facts(),
        inHome,
        all ->
            was.map(one -> all.verify(member, one.name(), one.verifiedSeconds()))
                .orElseGet(() -> all.unverify(member)),
        journal -> journal.put(RECORD, record),
        failure -> {
          if (failure.isPresent() && known.equals(next)) {
            known = before;
          }
          then.accept(failure);
        });
  }

  /// A key by what a person has written: the name it goes or went by.
  Optional<MemberKey> byName(String written) {
    return known.all().stream()
        .filter(one -> one.name().text().equalsIgnoreCase(written))
        .map(KnownKey::key)
        .reduce((_, later) -> later);
  }

  private void keep() {
    Bytes record = KnownKeysCodec.write(known);
    frame.facts().write(journal -> journal.put(RECORD, record), () -> {});
  }
}
