package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.manifest.PathRules.Broken;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a scan found, made fit for a manifest: brought into composed form and order, without what
/// other members would refuse. One bad name on a disk must not keep a whole library back.
///
/// @param entries fit for a [Manifest]
/// @param skipped break a rule; a person is told
/// @param surplus over the limit of entries or bytes; a person is told
public record ManifestDraft(List<Entry> entries, List<Broken> skipped, List<Entry> surplus) {
  public ManifestDraft {
    entries = List.copyOf(entries);
    skipped = List.copyOf(skipped);
    surplus = List.copyOf(surplus);
  }

  /// Sorts out what was found. The same finds give the same draft, whatever their order.
  public static ManifestDraft of(List<Entry> found) {
    List<Entry> sorted = new ArrayList<>(found.stream().map(ManifestDraft::composed).toList());
    sorted.sort(Entry.ORDER.thenComparing(Entry::root));
    List<Entry> entries = new ArrayList<>();
    List<Broken> skipped = new ArrayList<>();
    List<Entry> surplus = new ArrayList<>();
    PathRules.Places places = new PathRules.Places();
    Room room = new Room();
    for (Entry entry : sorted) {
      if (!room.has(entry)) {
        surplus.add(entry);
        continue;
      }
      Optional<Broken> broken = places.add(entry);
      if (broken.isPresent()) {
        skipped.add(broken.get());
      } else {
        room.take(entry);
        entries.add(entry);
      }
    }
    return new ManifestDraft(entries, skipped, surplus);
  }

  private static Entry composed(Entry entry) {
    return new Entry(
        Normalizer.normalize(entry.library(), Normalizer.Form.NFC),
        Normalizer.normalize(entry.path(), Normalizer.Form.NFC),
        entry.sizeBytes(),
        entry.root());
  }

  /// Counts what still fits. Entries come sorted by library.
  private static final class Room {
    private static final int HEAD_BYTES = 256;

    private int entriesLeft = Limits.MANIFEST_ENTRIES_MAX;
    private int librariesLeft = Limits.MANIFEST_LIBRARIES_MAX;
    private int bytesLeft = ManifestCodec.bodyBytesMax() - HEAD_BYTES;
    private Optional<String> library = Optional.empty();

    boolean has(Entry entry) {
      return entriesLeft > 0 && bytesLeft >= bytes(entry) && (isInside(entry) || librariesLeft > 0);
    }

    void take(Entry entry) {
      bytesLeft -= bytes(entry);
      entriesLeft--;
      if (!isInside(entry)) {
        librariesLeft--;
        library = Optional.of(entry.library());
      }
    }

    private int bytes(Entry entry) {
      int head = isInside(entry) ? 0 : 6 + PathRules.utf8Length(entry.library());
      return head + ManifestCodec.entryBytes(entry);
    }

    private boolean isInside(Entry entry) {
      return library.isPresent() && library.get().equals(entry.library());
    }
  }
}
