package dev.starshell.syncshell;

import dev.starshell.syncshell.control.KeyProtection;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.file.IdentityFile;
import java.io.IOException;
import java.util.Optional;

/// Joins the identity's file and the commands about its passphrase.
///
/// @param identity what the file has
record KeyEdge(IdentityFile file, Identity identity) implements KeyProtection {
  @Override
  public boolean isProtected() throws IOException {
    return file.isSealed();
  }

  @Override
  public void protect(char[] passphrase) throws IOException {
    file.rewrite(identity, Optional.of(passphrase));
  }

  @Override
  public void unprotect() throws IOException {
    file.rewrite(identity, Optional.empty());
  }
}
