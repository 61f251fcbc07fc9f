package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.library.InstallPort.Withheld;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Decision;
import dev.starshell.syncshell.quarantine.Decision.State;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.quarantine.Words.Word;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What people have said about archives, and which archives were therefore, or by their type, not
/// installed. Belongs to the shell's loop; what is said is durable before it comes here.
final class Quarantine {
  private Words words = Words.NONE;

  /// What the last installations did not install, by member and place.
  private final Map<MemberKey, Map<String, Withheld>> withheld = new HashMap<>();

  /// Takes what the journal has.
  void load(List<ArchiveBook.Word> said, List<ArchiveBook.Recall> recalls) {
    Set<Copy> approved = new HashSet<>();
    Set<Copy> rejected = new HashSet<>();
    for (ArchiveBook.Word word : said) {
      (word.approved() ? approved : rejected).add(new Copy(word.root(), word.sender()));
    }
    words = words.with(approved, Word.APPROVED).with(rejected, Word.REJECTED);
    recalls.forEach(recall -> words = words.recall(recall.root(), recall.reason()));
  }

  Words words() {
    return words;
  }

  /// A person has said something: what was decided about these copies is decided anew.
  void said(Collection<Copy> copies, Word word) {
    words = words.with(copies, word);
    for (Copy copy : copies) {
      Map<String, Withheld> of = withheld.getOrDefault(copy.sender(), Map.of());
      of.values().removeIf(one -> one.root().equals(copy.root()));
    }
  }

  /// The owner has taken a root out of use: what was held of it is not held any more.
  void recalled(Root root, String reason) {
    words = words.recall(root, reason);
    withheld.values().forEach(of -> of.values().removeIf(one -> one.root().equals(root)));
  }

  /// A root may be used again.
  void lifted(Root root) {
    words = words.lift(root);
  }

  /// Takes what an installation of everything of a member did not install.
  ///
  /// @return what of it is held and was not before
  List<Withheld> took(MemberKey member, List<Withheld> now) {
    Map<String, Withheld> before = withheld.getOrDefault(member, Map.of());
    Map<String, Withheld> after = new HashMap<>();
    now.forEach(one -> after.put(one.place(), one));
    withheld.put(member, after);
    return fresh(before, now);
  }

  /// The same of an installation at these places alone.
  List<Withheld> took(MemberKey member, Collection<String> at, List<Withheld> now) {
    Map<String, Withheld> all = withheld.computeIfAbsent(member, _ -> new HashMap<>());
    Map<String, Withheld> before = Map.copyOf(all);
    at.forEach(all::remove);
    now.forEach(one -> all.put(one.place(), one));
    return fresh(before, now);
  }

  private static List<Withheld> fresh(Map<String, Withheld> before, List<Withheld> now) {
    return now.stream()
        .filter(one -> one.decision().state() == State.HELD)
        .filter(one -> !one.equals(before.get(one.place())))
        .toList();
  }

  /// Why an archive is not installed at a place where a member offers it; empty if it may be.
  Optional<Decision> decision(MemberKey member, String place, Root root) {
    if (words.isRecalled(root)) {
      return Optional.of(words.barred(new Copy(root, member)));
    }
    return Optional.ofNullable(withheld.getOrDefault(member, Map.of()).get(place))
        .filter(one -> one.root().equals(root))
        .map(Withheld::decision);
  }

  /// Whether it is known why an archive is not installed where a member offers it.
  boolean isDecided(MemberKey member, Entry entry) {
    return decision(member, entry.place(), entry.root()).isPresent();
  }

  /// Whether an archive waits for a person's word where a member offers it.
  boolean isHeld(MemberKey member, Entry entry) {
    return decision(member, entry.place(), entry.root())
        .filter(decision -> decision.state() == State.HELD)
        .isPresent();
  }

  /// How many different archives wait for a person's word, each member's counted by itself.
  int heldCount() {
    return withheld.values().stream().mapToInt(Quarantine::heldOf).sum();
  }

  private static int heldOf(Map<String, Withheld> of) {
    return (int)
        of.values().stream()
            .filter(one -> one.decision().state() == State.HELD)
            .map(Withheld::root)
            .distinct()
            .count();
  }

  void forget(MemberKey member) {
    withheld.remove(member);
  }

  void clear() {
    withheld.clear();
  }
}
