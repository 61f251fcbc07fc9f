package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.manifest.Equivocation;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/// What the journal keeps of members that have signed two histories of their manifests: that they
/// have, and the two manifests as proof, for people to look at. All of it goes with the member, or
/// with the shell. Thread: that of [Facts].
final class FrozenMembers {
  /// Most members of whom a proof is kept; each takes two manifests.
  static final int PROOFS_MAX = 16;

  private static final String INDEX = "frozen-members";
  private static final String FROZEN = "frozen/";
  private static final String PROOF = "equivocation/";

  private FrozenMembers() {}

  static boolean has(Journal journal, MemberKey member) throws IOException {
    return journal.read(FROZEN + member.toHex()).isPresent();
  }

  /// The two manifests that contradict each other.
  static Optional<Equivocation> proof(Journal journal, MemberKey member) throws IOException {
    return journal.read(PROOF + member.toHex()).flatMap(Equivocation::read);
  }

  /// Keeps that a member is frozen, and the proof if there is room.
  ///
  /// @param other contradicts the manifest that is kept
  static void add(Journal journal, MemberKey member, Bytes other) throws IOException {
    Set<MemberKey> all = all(journal);
    Optional<Bytes> known = journal.manifest(member);
    // First of all, so that whatever a crash leaves of the rest is found.
    boolean _ = all.add(member);
    journal.put(INDEX, KeyList.write(all));
    boolean hasProof = journal.read(PROOF + member.toHex()).isPresent();
    if (!hasProof && all.size() <= PROOFS_MAX && known.isPresent()) {
      journal.put(PROOF + member.toHex(), new Equivocation(known.get(), other).toBytes());
    }
    journal.put(FROZEN + member.toHex(), Bytes.EMPTY);
  }

  /// Forgets a member.
  static void forget(Journal journal, MemberKey member) throws IOException {
    Set<MemberKey> left = all(journal);
    journal.remove(FROZEN + member.toHex());
    journal.remove(PROOF + member.toHex());
    // Last, for the same reason.
    if (left.remove(member)) {
      journal.put(INDEX, KeyList.write(left));
    }
  }

  /// Forgets all others than these: they may have gone while this host was away.
  static void retain(Journal journal, Set<MemberKey> members) throws IOException {
    for (MemberKey member : all(journal)) {
      if (!members.contains(member)) {
        forget(journal, member);
      }
    }
  }

  private static Set<MemberKey> all(Journal journal) throws IOException {
    return KeyList.read(INDEX, journal.read(INDEX).orElse(Bytes.EMPTY));
  }
}
