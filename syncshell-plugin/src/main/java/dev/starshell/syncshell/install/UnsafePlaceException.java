package dev.starshell.syncshell.install;

import java.io.IOException;

/// A part of a path inside the install folder is a link, or not what it must be.
final class UnsafePlaceException extends IOException {
  private static final long serialVersionUID = 1;

  UnsafePlaceException(String message) {
    super(message);
  }
}
