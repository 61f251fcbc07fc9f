package dev.starshell.syncshell.install;

import java.io.IOException;

/// The install folder cannot be used. Nothing was made.
public final class InstallFolderException extends IOException {
  private static final long serialVersionUID = 1;

  /// The stable code.
  public static final String CODE = "FOLDER_UNSAFE";

  InstallFolderException(String sentence) {
    super(sentence);
  }
}
