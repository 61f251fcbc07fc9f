package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.LibrariesView.Problem;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Equivocation;
import dev.starshell.syncshell.manifest.ManifestCodec;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.ManifestHead;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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

  private static final Logger LOG = LoggerFactory.getLogger(OtherManifests.class);
  private static final String FROZEN = "frozen/";

  /// The journal's record of the two manifests that contradict each other. It outlives the member.
  static final String PROOF = "equivocation/";

  /// Most members of whom a proof is kept at once; each takes two manifests.
  private static final int PROOFS_MAX = 16;

  private static final String SENTENCE =
      "it has signed two different manifests with one number; both are kept as proof. What is"
          + " installed stays, but nothing more is taken from there. Ask whether its key or an old"
          + " copy of its data is in use twice; it is trusted again after it has left the shell and"
          + " joined anew.";

  private final ShellFrame frame;
  private final ManifestUse use;
  private final Map<MemberKey, ManifestHead> heads = new HashMap<>();
  private final Set<MemberKey> frozen = new HashSet<>();
  private Set<MemberKey> members = Set.of();
  private @Nullable ShellId shell;

  /// Where manifests go to.
  interface ManifestUse {
    /// The newest manifest that was adopted of a member.
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
  }

  /// These are the others in the shell whose libraries are taken. What the journal has of them is
  /// read.
  void enter(ShellId entered, Set<MemberKey> others) {
    shell = entered;
    members = Set.copyOf(others);
    others.stream().filter(other -> use.known(other).isEmpty()).forEach(this::recall);
  }

  void leave() {
    shell = null;
    members = Set.of();
    heads.clear();
    frozen.clear();
  }

  void forget(MemberKey member) {
    heads.remove(member);
    if (frozen.remove(member)) {
      frame.facts().write(journal -> journal.remove(FROZEN + member.toHex()), () -> {});
    }
  }

  boolean isFrozen(MemberKey member) {
    return frozen.contains(member);
  }

  Set<MemberKey> frozen() {
    return Set.copyOf(frozen);
  }

  /// What people are shown of frozen members.
  List<Problem> problems() {
    return frozen.stream()
        .map(member -> new Problem(EQUIVOCATION, use.name(member), SENTENCE))
        .toList();
  }

  /// Whether the newest manifest that a member has announced is adopted, or will never be.
  boolean isKnown(MemberKey member) {
    if (!members.contains(member)) {
      return true;
    }
    ManifestHead head = heads.get(member);
    return head != null && (frozen.contains(member) || head.sequence() <= sequence(member));
  }

  private long sequence(MemberKey member) {
    return use.known(member).map(known -> known.manifest().sequence()).orElse(0L);
  }

  private record Recalled(Optional<Bytes> manifest, List<Installed> installed, boolean isFrozen) {}

  private void recall(MemberKey member) {
    frame
        .facts()
        .ask(
            journal ->
                new Recalled(
                    journal.manifest(member),
                    journal.installed(member),
                    journal.read(FROZEN + member.toHex()).isPresent()),
            recalled -> recalled(member, recalled));
  }

  private void recalled(MemberKey member, Recalled recalled) {
    ShellId now = shell;
    if (now == null || !members.contains(member)) {
      return;
    }
    if (recalled.isFrozen()) {
      frozen.add(member);
    }
    if (recalled.manifest().isPresent()
        && use.known(member).isEmpty()
        && ManifestCodec.read(recalled.manifest().get(), now, member)
            instanceof DecodeResult.Decoded<SignedManifest> decoded) {
      use.adopt(decoded.message(), recalled.installed());
      askIfNewer(member);
    }
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
      exchange.askManifest(head.sequence());
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
    // Thousands of entries and a signature: not on the loop.
    frame
        .disk()
        .post(
            peer.hashCode(),
            () -> {
              DecodeResult<SignedManifest> result = ManifestCodec.read(signed, now, peer);
              frame.loop().post(() -> read(now, peer, generation, result));
            });
  }

  private void read(
      ShellId inShell, MemberKey peer, long generation, DecodeResult<SignedManifest> result) {
    if (!inShell.equals(shell) || !members.contains(peer)) {
      return;
    }
    switch (result) {
      case DecodeResult.Malformed<SignedManifest> malformed ->
          use.accuse(peer, generation, malformed.fault());
      case DecodeResult.Incomplete<SignedManifest> _ ->
          use.accuse(peer, generation, new PeerFault(FaultCode.FRAME_MALFORMED, "manifest cut"));
      case DecodeResult.Decoded<SignedManifest> decoded ->
          checked(inShell, peer, decoded.message());
    }
  }

  private void checked(ShellId inShell, MemberKey peer, SignedManifest manifest) {
    if (frozen.contains(peer)) {
      return;
    }
    ManifestHead known = use.known(peer).map(SignedManifest::head).orElse(OwnManifest.NONE);
    switch (manifest.standingTo(known)) {
      case NEWER -> keep(inShell, peer, manifest);
      case SAME -> use.changed();
      case STALE -> {
        LOG.info("manifest stale member={} head={}", peer, manifest.head());
        use.changed();
      }
      case EQUIVOCATION -> freeze(peer, manifest);
    }
  }

  private void keep(ShellId inShell, MemberKey peer, SignedManifest manifest) {
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
              if (inShell.equals(shell)
                  && members.contains(peer)
                  && manifest.manifest().sequence() > sequence(peer)) {
                use.adopt(manifest, installed);
                askIfNewer(peer);
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
    Optional<SignedManifest> known = use.known(peer);
    frozen.add(peer);
    LOG.warn("member has signed two histories member={} head={}", peer, head);
    frame.audit().add("FAULT", peer, EQUIVOCATION + ": sequence " + head.sequence());
    frame.warn(EQUIVOCATION, use.name(peer) + ": " + SENTENCE);
    frame.facts().write(journal -> journal.put(FROZEN + peer.toHex(), Bytes.EMPTY), () -> {});
    if (known.isPresent() && frozen.size() <= PROOFS_MAX) {
      Bytes proof = new Equivocation(known.get().signed(), manifest.signed()).toBytes();
      frame.facts().write(journal -> journal.put(PROOF + peer.toHex(), proof), () -> {});
    }
    use.changed();
  }
}
