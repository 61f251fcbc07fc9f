package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the manifests of one shell's members take of the memory that all shells share. Asked before
/// a manifest is decoded. Belongs to the shell's loop.
final class ManifestShare {
  /// What an entry takes decoded, with what the catalog knows of it, its text aside. Unit: bytes.
  /// Source: docs/LIMITS.md (measured: 490).
  static final long ENTRY_BYTES = 500;

  /// How often the text of an entry is held: in the manifest, and as the place of an installed
  /// file; or once in two bytes a letter.
  static final long TEXT_FACTOR = 2;

  // How the root of an entry begins: a byte string of 32 bytes, in the only form that is read.
  private static final byte ROOT_TYPE = 0x58;
  private static final byte ROOT_LENGTH = 0x20;

  private final LinkMemory memory;
  private final Map<MemberKey, Long> kept = new HashMap<>();
  private final Set<Claim> open = new HashSet<>();

  /// Room for a manifest that is being read; each is another one. It ends with [#keep] or [#drop].
  static final class Claim {
    private final MemberKey owner;
    private final long bytes;

    private Claim(MemberKey owner, long bytes) {
      this.owner = owner;
      this.bytes = bytes;
    }
  }

  ManifestShare(LinkMemory memory) {
    this.memory = memory;
  }

  /// What a manifest will take at most. Nothing is decoded for that.
  static long bytesOf(Bytes signed) {
    if (signed.length() > Limits.MANIFEST_BYTES_MAX) {
      // It is refused unread.
      return signed.length();
    }
    ByteBuffer view = signed.view();
    long entries = 0;
    for (int i = view.position(); i + 1 < view.limit(); i++) {
      if (view.get(i) == ROOT_TYPE && view.get(i + 1) == ROOT_LENGTH) {
        entries++;
      }
    }
    return Math.min(entries, Limits.MANIFEST_ENTRIES_MAX) * ENTRY_BYTES
        + signed.length() * TEXT_FACTOR;
  }

  /// Makes room for a manifest of a member.
  ///
  /// @param bytes as [#bytesOf] says
  /// @return empty if there is none now
  Optional<Claim> claim(MemberKey owner, long bytes) {
    if (!memory.takeManifest(bytes, kept.getOrDefault(owner, 0L))) {
      return Optional.empty();
    }
    Claim claim = new Claim(owner, bytes);
    open.add(claim);
    return Optional.of(claim);
  }

  /// The manifest takes the place of the member's former one.
  ///
  /// @return false if everything was given back meanwhile
  boolean keep(Claim claim) {
    if (!open.remove(claim)) {
      return false;
    }
    Long former = kept.put(claim.owner, claim.bytes);
    memory.giveManifest(former == null ? 0 : former);
    return true;
  }

  /// The manifest is not kept.
  void drop(Claim claim) {
    if (open.remove(claim)) {
      memory.giveManifest(claim.bytes);
    }
  }

  /// The member's manifest was let go.
  void forget(MemberKey owner) {
    Long former = kept.remove(owner);
    memory.giveManifest(former == null ? 0 : former);
  }

  /// All were let go, also those that are being read.
  void clear() {
    kept.values().forEach(memory::giveManifest);
    kept.clear();
    open.forEach(claim -> memory.giveManifest(claim.bytes));
    open.clear();
  }
}
