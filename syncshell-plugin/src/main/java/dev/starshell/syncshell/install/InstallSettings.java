package dev.starshell.syncshell.install;

/// How the receiver wants archives installed.
///
/// @param removal what becomes of a file that its member does not offer any more
/// @param removalsUnaskedMax so many files are deleted at once without a person's word
public record InstallSettings(Removal removal, int removalsUnaskedMax) {
  /// Removed entries are kept. The default of the product.
  public static final InstallSettings KEEP = new InstallSettings(Removal.KEEP, 20);

  /// Removed entries are deleted, up to 20 at once without asking. Source: docs/LIMITS.md.
  public static final InstallSettings DELETE = new InstallSettings(Removal.DELETE, 20);

  /// What becomes of a file that is not offered any more.
  public enum Removal {
    /// It stays and is listed.
    KEEP,
    /// It is deleted if nobody has changed it.
    DELETE
  }
}
