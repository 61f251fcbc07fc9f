package dev.starshell.syncshell.install;

import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.quarantine.Cause;
import dev.starshell.syncshell.quarantine.Decision;
import dev.starshell.syncshell.store.SourceChangedException;
import dev.starshell.syncshell.store.StoreFullException;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.text.SafeText;
import java.io.IOException;
import java.nio.file.Path;

/// Says what went wrong with one file, in words that help.
final class Problems {
  /// A whole path is needed to find the file.
  private static final int PATH_POINTS_MAX = 1_000;

  private Problems() {}

  static Problem failed(String place, IOException failure) {
    String shown = shown(place) + " was not installed: ";
    return switch (failure) {
      case UnsafePlaceException _ ->
          new Problem(
              Code.PATH_UNSAFE,
              place,
              shown
                  + "a link, a special file, or a file where a folder is needed, is on its way."
                  + " Links are never followed, and what is not ours stays. Move it away and sync"
                  + " again.");
      case StoreFullException _ ->
          new Problem(
              Code.DISK_FULL, place, shown + "the disk is full. Free some space and sync again.");
      case SourceChangedException _ ->
          new Problem(
              Code.STORE_FAILED,
              place,
              shown + "its archive is not whole in the store any more. Sync again to fetch it.");
      default ->
          new Problem(
              Code.INSTALL_FAILED,
              place,
              shown
                  + failure.getClass().getSimpleName()
                  + ". Check the folder's disk and permissions, then sync again.");
    };
  }

  static Problem refused(String place, Decision decision) {
    boolean isType = decision.cause() == Cause.TYPE_REFUSED;
    return new Problem(
        isType ? Code.TYPE_REFUSED : Code.ARCHIVE_REFUSED,
        place,
        shown(place)
            + " was not installed: "
            + decision.sentence()
            + (isType
                ? ". Change install.policy if you want it."
                : ". Ask who shares it for a clean copy."));
  }

  /// @param others how many changes wait with it
  static Problem pendingRestart(String place, int others) {
    return new Problem(
        Code.PENDING_RESTART,
        place,
        shown(place)
            + " is held open by a game or another program, so "
            + (others == 0 ? "it" : "it and " + others + " more changes that belong to it")
            + " will be installed later; until then everything is as before. Close the game and"
            + " restart the host, or sync again.");
  }

  static Problem notRolledBack(String place, String why) {
    return new Problem(
        Code.NOT_ROLLED_BACK,
        place,
        shown(place) + " did not go back with the others: " + why + ". It is left as it is.");
  }

  static Problem withdrawnButChanged(String place, Path file) {
    return new Problem(
        Code.WITHDRAWN_CHANGED,
        place,
        shown(place)
            + " was rejected or recalled, but the file was changed here, so it was not deleted."
            + " Look at it, and delete it yourself if a game could load it: "
            + SafeText.of(file.toString(), PATH_POINTS_MAX));
  }

  static Problem notWithdrawn(String place, IOException failure) {
    return new Problem(
        Code.INSTALL_FAILED,
        place,
        shown(place)
            + " was rejected or recalled and could not be deleted: "
            + failure.getClass().getSimpleName()
            + ". Check the folder's disk and permissions; it is tried again at the next start.");
  }

  static Problem conflict(String place, String beside) {
    return new Problem(
        Code.CONFLICT,
        place,
        shown(place)
            + " was there with other content and stays as it is; the member's version is next to it"
            + " as "
            + shown(beside)
            + ". Delete or move the one you do not want.");
  }

  static Problem conflictUnsolved(String place) {
    return new Problem(
        Code.CONFLICT,
        place,
        shown(place)
            + " was not installed: files with other content have its name and all names beside it."
            + " Move them away and sync again.");
  }

  static Problem removedButChanged(String place) {
    return new Problem(
        Code.CONFLICT,
        place,
        shown(place)
            + " is not offered any more, but was changed here. It stays and is yours now.");
  }

  static Problem removalsHeld(DisplayName owner, int count, int unaskedMax) {
    return new Problem(
        Code.REMOVALS_HELD,
        "",
        count
            + " installed files are not offered any more, and more than "
            + unaskedMax
            + " are not deleted without a word of yours. They stay; 'sync remove "
            + owner.text()
            + "' deletes them.");
  }

  private static String shown(String place) {
    return "\"" + SafeText.of(place) + "\"";
  }
}
