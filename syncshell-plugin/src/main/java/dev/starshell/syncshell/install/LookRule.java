package dev.starshell.syncshell.install;

import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.journal.LookBook.Look;
import dev.starshell.syncshell.journal.LookBook.Stamp;
import dev.starshell.syncshell.store.FileStamp;
import java.util.Optional;

/// Says what is to be thought of an installed file without reading it. It sees no disk and no
/// clock.
///
/// | what was known | what is there | then |
/// |---|---|---|
/// | anything | nothing | gone |
/// | anything | a link, a folder, a special file | replaced |
/// | nothing | a file | read it when there is time |
/// | as installed | the same stamp, read not long ago | fine |
/// | as installed | the same stamp, read long ago | read it when there is time |
/// | as installed | another size | changed |
/// | as installed | the same size, another time or file | read it now |
/// | changed | the same stamp | changed, as is known |
/// | changed, replaced, gone | a file of another stamp | read it now |
final class LookRule {
  private LookRule() {}

  /// What is to be done with a file.
  enum Next {
    FINE,
    /// Something about it is not as it was: it is read before the others.
    READ_NOW,
    /// It was not read for long, or never.
    READ_IN_TURN,
    /// It is known to be changed, without reading it.
    CHANGED,
    REPLACED,
    GONE
  }

  /// Decides.
  ///
  /// @param nowMillis wall-clock time
  /// @param afterMillis how old a comparison may become
  static Next next(Optional<Look> known, Seen seen, long nowMillis, long afterMillis) {
    return switch (seen.kind()) {
      case ABSENT -> Next.GONE;
      case FOLDER, OTHER -> Next.REPLACED;
      case FILE ->
          known
              .map(look -> file(look, stamp(seen.stamp()), nowMillis, afterMillis))
              .orElse(Next.READ_IN_TURN);
    };
  }

  private static Next file(Look known, Stamp stamp, long nowMillis, long afterMillis) {
    boolean isSame = known.stamp().equals(stamp);
    return switch (known.verdict()) {
      case AS_INSTALLED -> {
        if (isSame) {
          // A clock that was set back must not put it off.
          long age = nowMillis - known.readMillis();
          yield age >= 0 && age < afterMillis ? Next.FINE : Next.READ_IN_TURN;
        }
        yield known.stamp().sizeBytes() == stamp.sizeBytes() ? Next.READ_NOW : Next.CHANGED;
      }
      case CHANGED -> isSame ? Next.CHANGED : Next.READ_NOW;
      case REPLACED, GONE -> Next.READ_NOW;
    };
  }

  /// Whether something is still there as it was found.
  static boolean holds(Look found, Seen seen) {
    return switch (found.verdict()) {
      case GONE -> seen.kind() == Kind.ABSENT;
      case REPLACED -> seen.kind() == Kind.FOLDER || seen.kind() == Kind.OTHER;
      case AS_INSTALLED, CHANGED -> seen.isFile() && stamp(seen.stamp()).equals(found.stamp());
    };
  }

  static Stamp stamp(FileStamp stamp) {
    return new Stamp(stamp.sizeBytes(), stamp.modifiedNanos(), stamp.fileKey());
  }
}
