package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.quarantine.Ruling;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/// Port of this package: looks into an archive before it appears in the install folder.
@FunctionalInterface
public interface ArchiveGate {
  /// Lets everything through.
  ArchiveGate OPEN = (_, _, _) -> Ruling.INSTALL;

  /// Says what becomes of an archive by its type, before anybody's word. The same root and name
  /// always get the same answer. Thread: that of the installer.
  ///
  /// @param path under the library's folder
  /// @throws IOException if the archive cannot be read; it is not installed this time
  Ruling ruling(Root root, String path, Content content) throws IOException;

  /// The bytes of one archive, which are those of its root.
  @FunctionalInterface
  interface Content {
    /// Opens them for reading; the caller closes.
    SeekableByteChannel open() throws IOException;
  }
}
