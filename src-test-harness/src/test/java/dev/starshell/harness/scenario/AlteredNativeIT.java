package dev.starshell.harness.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.Member;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A plugin JAR in which somebody has changed one byte of native code, in a real host.
final class AlteredNativeIT {
  @TempDir Path temp;

  @Test
  void anAlteredWebRtcLibraryIsNotLoadedAndTheHostLivesOn() throws Exception {
    assertRefused("webrtc-java-", "libwebrtc-java-linux-");
  }

  @Test
  void anAlteredSqliteLibraryIsNotLoadedAndTheHostLivesOn() throws Exception {
    assertRefused("sqlite-jdbc-", "org/sqlite/native/Linux/");
  }

  private void assertRefused(String nested, String library) throws Exception {
    try (HostLab lab = new HostLab(Installation.current(), temp.toRealPath())) {
      Member ada = lab.startAll("ada").getFirst();
      Path plugin = Installation.current().pluginJar();
      Path plugins = Files.createDirectories(temp.resolve("ada/plugins"));
      ada.run("plugins unload syncshell");
      Path altered = plugins.resolve("syncshell-plugin.jar");
      try (InputStream in = Files.newInputStream(plugin);
          OutputStream out = Files.newOutputStream(altered)) {
        copy(in, out, nested, library);
      }

      BridgeReply reply = ada.process().bridge().call("plugins load syncshell", "");

      assertThat(reply.ok()).isFalse();
      assertThat(reply.toString()).contains("NATIVE_ALTERED");
      assertThat(ada.run("plugins list").ok()).isTrue();
    }
  }

  /// Copies an archive, and those in it whose names have `nested`, with a byte changed in each file
  /// whose name begins with `library`.
  private static void copy(InputStream from, OutputStream to, String nested, String library)
      throws IOException {
    ZipInputStream in = new ZipInputStream(from);
    ZipOutputStream out = new ZipOutputStream(to);
    out.setLevel(1);
    for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
      out.putNextEntry(new ZipEntry(entry.getName()));
      byte[] bytes = in.readAllBytes();
      if (entry.getName().contains(nested)) {
        ByteArrayOutputStream inner = new ByteArrayOutputStream();
        copy(new ByteArrayInputStream(bytes), inner, nested, library);
        bytes = inner.toByteArray();
      } else if (entry.getName().startsWith(library) && bytes.length > 0) {
        bytes[bytes.length / 2] ^= 1;
      }
      out.write(bytes);
      out.closeEntry();
    }
    out.finish();
  }
}
