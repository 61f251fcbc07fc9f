package dev.starshell.harness.sim;

/// The steps of a member's disk between which it can crash.
public enum DiskStep {
  /// A generation is recorded before it is used.
  GENERATION_RAISED,
  /// A chunk is written to a partial archive.
  CHUNK_WRITTEN,
  /// A partial archive is forced to the disk.
  PART_FORCED,
  /// A whole archive is renamed into place.
  OBJECT_RENAMED,
  /// The folder of the new name is forced to the disk.
  FOLDER_FORCED,
  /// The index records new archives.
  INDEX_COMMITTED,
  /// A new manifest of this member is kept.
  MANIFEST_KEPT,
  /// A high five is put in the audit trail.
  HIGH_FIVE_KEPT,
  /// A recovery session is kept.
  SESSION_KEPT
}
