package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/// Port of this package: looks into an archive before it appears in the install folder.
@FunctionalInterface
public interface ArchiveGate {
  /// Lets everything through.
  ArchiveGate OPEN = (_, _) -> Optional.empty();

  /// Says why an archive must not be installed; empty if it may be. The same root always gets the
  /// same answer. Thread: that of the installer.
  ///
  /// @throws IOException if the archive cannot be read; it is not installed this time
  Optional<Refusal> refusal(Root root, Content content) throws IOException;

  /// The bytes of one archive, which are those of its root.
  @FunctionalInterface
  interface Content {
    /// Opens them for reading; the caller closes.
    SeekableByteChannel open() throws IOException;
  }

  /// Why an archive is not installed.
  ///
  /// @param code stable
  /// @param sentence what is wrong, safe to show, without a full stop
  record Refusal(String code, String sentence) {}
}
