package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.quarantine.Ruling;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;

/// Has archives examined wherever the store has their bytes. Thread: one.
final class Inspection {
  private final ArchiveStore store;
  private final ArchiveGate gate;

  Inspection(ArchiveStore store, ArchiveGate gate) {
    this.store = store;
    this.gate = gate;
  }

  /// What becomes of an archive that is whole here, by its type.
  Ruling ruling(Entry entry) throws IOException {
    return entry.root().equals(Manifest.EMPTY_ROOT)
        ? Ruling.INSTALL
        : gate.ruling(entry.root(), entry.path(), () -> open(entry.root()));
  }

  private SeekableByteChannel open(Root root) throws IOException {
    Optional<Path> object = store.objectPath(root);
    return object.isPresent()
        ? FileChannel.open(object.get(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))
        : new StoredChannel(store.open(root));
  }
}
