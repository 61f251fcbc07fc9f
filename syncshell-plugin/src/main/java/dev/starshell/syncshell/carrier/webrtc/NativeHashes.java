package dev.starshell.syncshell.carrier.webrtc;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.HashList;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/// The hashes of the native libraries that this version was made with: `natives.sha256`, which is
/// kept in the source tree.
final class NativeHashes {
  private static final String LIST = "natives.sha256";

  private NativeHashes() {}

  /// What a resource must hash to.
  ///
  /// @throws NativeMissingException if it is not listed
  static Digest of(String resource) throws IOException {
    return listed()
        .hashOf(resource)
        .orElseThrow(() ->
            new NativeMissingException(
                resource
                    + " is not in the list "
                    + LIST
                    + "; use a JAR that was made for this platform.",
                null));
  }

  /// The whole list.
  static HashList listed() throws IOException {
    try (InputStream in = NativeHashes.class.getResourceAsStream(LIST)) {
      if (in == null) {
        throw new NativeMissingException(
            "The list " + LIST + " is not in the plugin's JAR; get the JAR anew.", null);
      }
      return HashList.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }
}
