package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.LibrariesView.Problem;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.manifest.ManifestCodec;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.ManifestHead;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The manifests of the other members: asks for new ones, checks them, and hands them on when they
/// are durable. Belongs to the shell's loop; reading is done by a disk thread.
///
/// A member that has signed two histories is frozen: what is installed of it stays, nothing new is
/// taken from it, also after a restart, until it has left the shell.
final class OtherManifests {
  /// Code of the notice about a frozen member.
  static final String EQUIVOCATION = "MANIFEST_EQUIVOCATION";

  /// Code of what people are told when a manifest does not fit the memory.
  static final String NO_ROOM = FaultCode.MANIFEST_LIMIT.name();

  private static final Logger LOG = LoggerFactory.getLogger(OtherManifests.class);
  private static final String SENTENCE =
      "it has signed two different manifests with one number; both are kept as proof. What is"
          + " installed stays, but nothing more is taken from there. Ask whether its key or an old"
          + " copy of its data is in use twice; it is trusted again after it has left the shell and"
          + " joined anew.";

  private final ShellFrame frame;
  private final ManifestUse use;
  private final Map<MemberKey, ManifestHead> heads = new HashMap<>();
  private final Set<MemberKey> frozen = new HashSet<>();
  private final ManifestShare share;

  /// Members whose newest manifest there is no room for, and what it would take.
  private final Map<MemberKey, Long> crowdedOut = new HashMap<>();

  /// Whose manifests are still to be read from the journal: one at a time, so that no more than one
  /// is held that was not asked room for.
  private final Set<MemberKey> recalls = new LinkedHashSet<>();

  private boolean recalling;
  private Set<MemberKey> members = Set.of();
  private @Nullable ShellId shell;

  /// Where manifests go to.
  interface ManifestUse {
    /// The newest manifest that was adopted of a member, perhaps without its signed bytes.
    Optional<SignedManifest> known(MemberKey owner);

    /// Takes a manifest that is durable.
    void adopt(SignedManifest manifest, List<Installed> installed);

    /// Something about a member's manifest is known that was not known before.
    void changed();

    @Nullable Exchange exchange(MemberKey peer);

    void accuse(MemberKey peer, long generation, PeerFault fault);

    String name(MemberKey member);
  }

  OtherManifests(ShellFrame frame, ManifestUse use) {
    this.frame = frame;
    this.use = use;
    this.share = new ManifestShare(frame.memory());
  }

  /// These are the others in the shell whose libraries are taken. What the journal has of them is
  /// read.
  void enter(ShellId entered, Set<MemberKey> others) {
    if (shell == null) {
      Set<MemberKey> here = Set.copyOf(others);
      frame.facts().write(journal -> FrozenMembers.retain(journal, here), () -> {});
    }
    shell = entered;
    members = Set.copyOf(others);
    others.stream().filter(other -> use.known(other).isEmpty()).forEach(recalls::add);
    recallNext();
  }

  void leave() {
    shell = null;
    members = Set.of();
    heads.clear();
    frozen.clear();
    recalls.clear();
    crowdedOut.clear();
    share.clear();
    frame.facts().write(journal -> FrozenMembers.retain(journal, Set.of()), () -> {});
  }

  void forget(MemberKey member) {
    heads.remove(member);
    recalls.remove(member);
    crowdedOut.remove(member);
    share.forget(member);
    if (frozen.remove(member)) {
      frame.facts().write(journal -> FrozenMembers.forget(journal, member), () -> {});
    }
  }

  boolean isFrozen(MemberKey member) {
    return frozen.contains(member);
  }

  Set<MemberKey> frozen() {
    return Set.copyOf(frozen);
  }

  /// What people are shown of members from whom nothing new is taken.
  List<Problem> problems() {
    List<Problem> all = new ArrayList<>();
    frozen.forEach(member -> all.add(new Problem(EQUIVOCATION, use.name(member), SENTENCE)));
    crowdedOut.forEach(
        (member, bytes) -> all.add(new Problem(NO_ROOM, use.name(member), crowdedSentence(bytes))));
    return all;
  }

  /// Whether the newest manifest that a member has announced is adopted, or will never be.
  boolean isKnown(MemberKey member) {
    if (!members.contains(member)) {
      return true;
    }
    ManifestHead head = heads.get(member);
    return head != null
        && (frozen.contains(member)
            || crowdedOut.containsKey(member)
            || head.sequence() <= sequence(member));
  }

  private long sequence(MemberKey member) {
    return use.known(member).map(known -> known.manifest().sequence()).orElse(0L);
  }

  private record Recalled(Optional<Bytes> manifest, List<Installed> installed, boolean isFrozen) {}

  private void recallNext() {
    if (recalling || recalls.isEmpty()) {
      return;
    }
    MemberKey member = recalls.iterator().next();
    recalls.remove(member);
    recalling = true;
    frame
        .facts()
        .ask(
            journal ->
                new Recalled(
                    journal.manifest(member),
                    journal.installed(member),
                    FrozenMembers.has(journal, member)),
            recalled -> {
              if (!recalled(member, recalled)) {
                recallDone();
              }
            });
  }

  private void recallDone() {
    recalling = false;
    recallNext();
  }

  /// @return whether the manifest is being read
  private boolean recalled(MemberKey member, Recalled recalled) {
    ShellId now = shell;
    if (now == null || !members.contains(member)) {
      return false;
    }
    if (recalled.isFrozen()) {
      frozen.add(member);
    }
    if (recalled.manifest().isEmpty() || use.known(member).isPresent()) {
      return false;
    }
    Bytes signed = recalled.manifest().get();
    Optional<ManifestShare.Claim> claim = claim(member, signed);
    claim.ifPresent(room ->
        decode(
            now,
            member,
            signed,
            result -> {
              readAgain(new Came(now, member, 0, room), result, recalled.installed());
              recallDone();
            }));
    return claim.isPresent();
  }

  private void readAgain(
      Came kept, DecodeResult<SignedManifest> result, List<Installed> installed) {
    MemberKey member = kept.peer();
    boolean isWanted =
        kept.inShell().equals(shell) && members.contains(member) && use.known(member).isEmpty();
    if (isWanted && result instanceof DecodeResult.Decoded<SignedManifest> decoded) {
      share.keep(kept.claim());
      use.adopt(decoded.message(), installed);
      askIfNewer(member);
    } else {
      share.drop(kept.claim());
    }
  }

  /// Thousands of entries and a signature: not on the loop. What came of it is told there.
  private void decode(
      ShellId now, MemberKey owner, Bytes signed, Consumer<DecodeResult<SignedManifest>> then) {
    frame
        .disk()
        .post(
            owner.hashCode(),
            () -> {
              DecodeResult<SignedManifest> result = ManifestCodec.read(signed, now, owner);
              frame.loop().post(() -> then.accept(result));
            });
  }

  /// A member has announced its manifest.
  void headCame(MemberKey peer, ManifestHead head) {
    if (!members.contains(peer)) {
      return;
    }
    heads.put(peer, head);
    Exchange exchange = use.exchange(peer);
    boolean news = use.known(peer).map(old -> !old.head().equals(head)).orElse(head.sequence() > 0);
    if (news && exchange != null && !frozen.contains(peer)) {
      // Whoever announces less than it has signed is asked for that: its journal is an older copy.
      exchange.askManifest(Math.max(head.sequence(), sequence(peer)));
    } else {
      use.changed();
    }
  }

  /// A manifest came that was asked for.
  void manifestCame(MemberKey peer, long generation, Bytes signed) {
    ShellId now = shell;
    if (now == null) {
      return;
    }
    Optional<ManifestShare.Claim> room =
        members.contains(peer) ? claim(peer, signed) : Optional.empty();
    if (room.isEmpty()) {
      return;
    }
    ManifestShare.Claim claim = room.get();
    decode(now, peer, signed, result -> read(new Came(now, peer, generation, claim), result));
  }

  /// A manifest of a member, and the room that was made for it.
  ///
  /// @param generation of the link that it came on; 0 if it was kept here
  private record Came(
      ShellId inShell, MemberKey peer, long generation, ManifestShare.Claim claim) {}

  /// Asks for room, and says so if there is none.
  private Optional<ManifestShare.Claim> claim(MemberKey member, Bytes signed) {
    long bytes = ManifestShare.bytesOf(signed);
    Optional<ManifestShare.Claim> claim = share.claim(member, bytes);
    if (claim.isPresent()) {
      crowdedOut.remove(member);
      return claim;
    }
    if (crowdedOut.put(member, bytes) == null) {
      LOG.warn("no room for a manifest member={} bytes={}", member, bytes);
      frame.warn(NO_ROOM, use.name(member) + ": " + crowdedSentence(bytes));
    }
    lookForRoomLater();
    use.changed();
    return claim;
  }

  private String crowdedSentence(long bytes) {
    return "the list of what it shares would take %d MB of memory; the lists of all members of all"
            .formatted(1 + bytes / 1_000_000)
        + " shells take %d of the %d MB there may be. Its newest list is not taken, what came from"
            .formatted(
                frame.memory().manifestBytes() / 1_000_000,
                frame.memory().manifestBytesMax() / 1_000_000)
        + " it before stays. Raise -Xmx in STARSHELL_HOST_OPTS and start the host anew, or leave a"
        + " shell; then it is taken by itself.";
  }

  private void lookForRoomLater() {
    frame.timers().start(this, Limits.STORE_RETRY, () -> frame.loop().post(this::lookForRoom));
  }

  /// Another member or shell may have gone.
  private void lookForRoom() {
    for (Map.Entry<MemberKey, Long> one : Map.copyOf(crowdedOut).entrySet()) {
      MemberKey member = one.getKey();
      Optional<ManifestShare.Claim> room = share.claim(member, one.getValue());
      if (room.isPresent()) {
        share.drop(room.get());
        crowdedOut.remove(member);
        if (use.known(member).isEmpty()) {
          recalls.add(member);
        }
        askIfNewer(member);
      }
    }
    recallNext();
    if (!crowdedOut.isEmpty()) {
      lookForRoomLater();
    }
  }

  private void read(Came came, DecodeResult<SignedManifest> result) {
    MemberKey peer = came.peer();
    if (!came.inShell().equals(shell) || !members.contains(peer)) {
      share.drop(came.claim());
      return;
    }
    switch (result) {
      case DecodeResult.Malformed<SignedManifest> malformed -> {
        share.drop(came.claim());
        use.accuse(peer, came.generation(), malformed.fault());
      }
      case DecodeResult.Incomplete<SignedManifest> _ -> {
        share.drop(came.claim());
        use.accuse(
            peer, came.generation(), new PeerFault(FaultCode.FRAME_MALFORMED, "manifest cut"));
      }
      case DecodeResult.Decoded<SignedManifest> decoded -> checked(came, decoded.message());
    }
  }

  private void checked(Came came, SignedManifest manifest) {
    MemberKey peer = came.peer();
    if (frozen.contains(peer)) {
      share.drop(came.claim());
      return;
    }
    ManifestHead known = use.known(peer).map(SignedManifest::head).orElse(OwnManifest.NONE);
    SignedManifest.Standing standing = manifest.standingTo(known);
    if (standing == SignedManifest.Standing.NEWER) {
      keep(came, manifest);
      return;
    }
    share.drop(came.claim());
    switch (standing) {
      case NEWER -> throw new IllegalStateException("kept already");
      case SAME -> use.changed();
      case STALE -> {
        LOG.info("manifest stale member={} head={}", peer, manifest.head());
        use.changed();
      }
      case EQUIVOCATION -> freeze(peer, manifest);
    }
  }

  private void keep(Came came, SignedManifest manifest) {
    MemberKey peer = came.peer();
    if (manifest.manifest().sequence() > headOf(peer).sequence()) {
      heads.put(peer, manifest.head());
    }
    frame
        .facts()
        .ask(
            journal -> {
              journal.keepManifest(peer, manifest.manifest().sequence(), manifest.signed());
              return journal.installed(peer);
            },
            installed -> {
              boolean isWanted =
                  came.inShell().equals(shell)
                      && members.contains(peer)
                      && manifest.manifest().sequence() > sequence(peer);
              if (isWanted && share.keep(came.claim())) {
                use.adopt(manifest, installed);
                askIfNewer(peer);
              } else {
                share.drop(came.claim());
              }
            });
  }

  private ManifestHead headOf(MemberKey peer) {
    return heads.getOrDefault(peer, OwnManifest.NONE);
  }

  /// Asks for what was announced while an older manifest was on its way.
  private void askIfNewer(MemberKey peer) {
    Exchange exchange = use.exchange(peer);
    if (exchange != null && !isKnown(peer) && heads.containsKey(peer)) {
      exchange.askManifest(headOf(peer).sequence());
    }
  }

  private void freeze(MemberKey peer, SignedManifest manifest) {
    ManifestHead head = manifest.head();
    frozen.add(peer);
    LOG.warn("member has signed two histories member={} head={}", peer, head);
    frame.audit().add("FAULT", peer, EQUIVOCATION + ": sequence " + head.sequence());
    frame.warn(EQUIVOCATION, use.name(peer) + ": " + SENTENCE);
    frame.facts().write(journal -> FrozenMembers.add(journal, peer, manifest.signed()), () -> {});
    use.changed();
  }
}
