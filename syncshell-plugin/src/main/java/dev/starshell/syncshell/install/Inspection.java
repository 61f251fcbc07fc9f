package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.ArchiveGate.Refusal;
import dev.starshell.syncshell.manifest.Manifest;
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

  /// Why an archive that is whole here must not be installed.
  Optional<Refusal> refusal(Root root) throws IOException {
    return root.equals(Manifest.EMPTY_ROOT)
        ? Optional.empty()
        : gate.refusal(root, () -> open(root));
  }

  private SeekableByteChannel open(Root root) throws IOException {
    Optional<Path> object = store.objectPath(root);
    return object.isPresent()
        ? FileChannel.open(object.get(), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))
        : new StoredChannel(store.open(root));
  }
}
