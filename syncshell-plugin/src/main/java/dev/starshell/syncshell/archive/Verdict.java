package dev.starshell.syncshell.archive;

import java.util.Optional;

/// What [Preflight] thinks of a file.
public sealed interface Verdict {
  /// Every reader sees the same files in it, and none of them can do harm by being unpacked.
  record Clean(ArchiveSummary summary) implements Verdict {}

  /// It must not be given to anything that reads archives.
  ///
  /// @param sentence what is wrong, safe to show, without a full stop
  /// @param entry name of the entry, safe to show; empty if it is about the whole
  record Refused(ArchiveRule rule, String sentence, Optional<String> entry) implements Verdict {
    /// The stable code.
    public ArchiveCode code() {
      return rule.code();
    }
  }

  /// No reader of ZIP archives would find anything in it.
  record NotAnArchive(Opaque kind) implements Verdict {}

  /// What a file is that is no ZIP archive, by its first bytes.
  enum Opaque {
    /// 7z, RAR and other archives that are never looked into.
    OTHER_ARCHIVE,
    /// A character of Mare Synchronos.
    MARE_CHARACTER,
    /// A program or library of an operating system, or a script with an interpreter line.
    PROGRAM,
    /// Code of a virtual machine: Java, Lua, Android, WebAssembly.
    CODE,
    /// Anything else.
    DATA
  }
}
