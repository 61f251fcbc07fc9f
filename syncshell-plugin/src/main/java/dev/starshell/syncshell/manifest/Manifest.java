package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What one member offers to one shell, at one time. Every change makes a manifest with the next
/// sequence.
///
/// @param sequence from 1, only rises
/// @param previous digest of the manifest before, as in [SignedManifest#head]; all zero for the
///   first
/// @param createdAt whole seconds, by the owner's clock; for people
/// @param entries in the order of [Entry#ORDER], no place twice
public record Manifest(
    ShellId shell,
    MemberKey owner,
    long sequence,
    Digest previous,
    Instant createdAt,
    List<Entry> entries) {
  /// Highest sequence: exact in every language's numbers.
  public static final long SEQUENCE_MAX = (1L << 53) - 1;

  /// What stands for "no manifest before".
  public static final Digest NO_DIGEST = Digest.of(new byte[Digest.LENGTH_BYTES]);

  /// The root of an archive without bytes.
  public static final Root EMPTY_ROOT = ChunkList.of(new byte[0]).root();

  public Manifest {
    entries = List.copyOf(entries);
    Optional<String> fault = fault(sequence, previous, entries);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(fault.get());
    }
  }

  /// Why these cannot be the parts of a manifest.
  static Optional<String> fault(long sequence, Digest previous, List<Entry> entries) {
    if (sequence < 1 || sequence > SEQUENCE_MAX) {
      return Optional.of("sequence=" + sequence + " outside 1.." + SEQUENCE_MAX);
    }
    if ((sequence == 1) != previous.equals(NO_DIGEST)) {
      return Optional.of("sequence=" + sequence + " does not fit the previous digest");
    }
    if (entries.size() > Limits.MANIFEST_ENTRIES_MAX) {
      return Optional.of("entries=" + entries.size() + " over " + Limits.MANIFEST_ENTRIES_MAX);
    }
    Map<Root, Long> sizes = new HashMap<>(entries.size() * 2);
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (i > 0 && Entry.ORDER.compare(entries.get(i - 1), entry) >= 0) {
        return Optional.of("entry " + i + " is not in order, or twice");
      }
      Long other = sizes.put(entry.root(), entry.sizeBytes());
      if (other != null && other != entry.sizeBytes()) {
        return Optional.of("entry " + i + " gives one root two sizes");
      }
      if ((entry.sizeBytes() == 0) != entry.root().equals(EMPTY_ROOT)) {
        return Optional.of("entry " + i + " has a size that its root cannot have");
      }
    }
    return Optional.empty();
  }

  /// The entries of each library, in order.
  public Map<String, List<Entry>> byLibrary() {
    Map<String, List<Entry>> libraries = new LinkedHashMap<>();
    for (int from = 0; from < entries.size(); ) {
      String library = entries.get(from).library();
      int to = from;
      while (to < entries.size() && entries.get(to).library().equals(library)) {
        to++;
      }
      libraries.put(library, entries.subList(from, to));
      from = to;
    }
    return libraries;
  }

  /// Size of each archive once, however many places it has.
  public Map<Root, Long> sizes() {
    Map<Root, Long> sizes = new LinkedHashMap<>();
    entries.forEach(entry -> sizes.put(entry.root(), entry.sizeBytes()));
    return sizes;
  }
}
