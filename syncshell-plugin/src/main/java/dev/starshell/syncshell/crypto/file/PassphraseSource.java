package dev.starshell.syncshell.crypto.file;

import dev.starshell.syncshell.crypto.file.IdentityException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Where the passphrase of an identity comes from: the environment, else a file that only the user
/// may read. Never a command line, which others on the machine can see.
///
/// @param file its first line is the passphrase; empty when none is named
public record PassphraseSource(Optional<Path> file) {
  /// The variable of the environment.
  public static final String VARIABLE = "STARSHELL_PASSPHRASE";

  private static final int BYTES_MAX = 8 * 1024;

  /// The passphrase, if there is one. The caller clears it.
  ///
  /// @param environment of the process
  /// @throws IdentityException if a file is named that cannot be used
  public Optional<char[]> read(Map<String, String> environment) throws IOException {
    String set = environment.getOrDefault(VARIABLE, "");
    if (!set.isEmpty()) {
      return Optional.of(set.toCharArray());
    }
    return file.isPresent() ? Optional.of(firstLine(file.get())) : Optional.empty();
  }

  private static char[] firstLine(Path named) throws IOException {
    if (!Files.isRegularFile(named, LinkOption.NOFOLLOW_LINKS)) {
      throw new IdentityException(
          Code.PASSPHRASE_MISSING,
          named
              + " is named by 'identity.passphrase-file' in host.yaml and is no plain file. Put the"
              + " passphrase there in one line, readable for you only (chmod 600).");
    }
    new KeyPrivacy(named.getFileSystem()).require(named, false);
    byte[] content;
    try (InputStream in = Files.newInputStream(named, LinkOption.NOFOLLOW_LINKS)) {
      content = in.readNBytes(BYTES_MAX);
    }
    int end = 0;
    while (end < content.length && content[end] != '\n' && content[end] != '\r') {
      end++;
    }
    char[] all = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(content, 0, end)).array();
    int length = new String(content, 0, end, StandardCharsets.UTF_8).length();
    Arrays.fill(content, (byte) 0);
    return Arrays.copyOf(all, length);
  }
}
