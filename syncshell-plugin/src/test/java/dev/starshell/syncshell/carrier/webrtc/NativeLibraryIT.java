package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.onvoid.webrtc.internal.NativeLoader;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

final class NativeLibraryIT {
  private static final String ALL_REPLACED =
      "replaced=" + NativeLibrary.REPLACEABLE.stream().sorted().toList();

  /// Replaces each system library directory by one of links that lacks the seven, then runs the
  /// rest of the command line. Arguments: scratch directory, command.
  private static final String HIDE =
      """
      set -e
      scratch=$1; shift
      seen=
      for dir in /lib /usr/lib /lib64 /usr/lib64 /lib/*-linux-gnu /usr/lib/*-linux-gnu; do
        [ -d "$dir" ] || continue
        real=$(readlink -f "$dir")
        case " $seen " in *" $real "*) continue;; esac
        seen="$seen $real"
        ls "$real" | grep -qE '^lib(pulse|X11|Xfixes|Xrandr|Xcomposite|dbus-1|udev)[.]so' || continue
        name=$(echo "$real" | tr / _)
        mkdir "$scratch/was$name" "$scratch/now$name"
        mount --bind "$real" "$scratch/was$name"
        for entry in "$scratch/was$name"/*; do
          ln -s "$entry" "$scratch/now$name/"
        done
        rm -f "$scratch/now$name"/libpulse.so* "$scratch/now$name"/libX11.so*
        rm -f "$scratch/now$name"/libXfixes.so* "$scratch/now$name"/libXrandr.so*
        rm -f "$scratch/now$name"/libXcomposite.so* "$scratch/now$name"/libdbus-1.so*
        rm -f "$scratch/now$name"/libudev.so*
        mount --bind "$scratch/now$name" "$real"
      done
      exec "$@"
      """;

  @TempDir Path scratch;

  @Test
  @EnabledOnOs(OS.LINUX)
  void twoPeersExchangeDataWithStandInsForAllSevenLibraries() throws Exception {
    JavaChild.Result child =
        JavaChild.run(
            JavaChild.command(HeadlessMain.class, natives().toString(), "all-missing"), scratch);

    assertThat(child.output()).contains(ALL_REPLACED).contains("verified=4194304 bad=0");
    assertThat(child.exit()).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void twoPeersExchangeDataWhereTheLibrariesAreReallyAbsent() throws Exception {
    assumeTrue(
        mayUnshare("-rm"),
        "user and mount namespaces are not permitted here: libraries not hidden");
    List<String> command =
        new ArrayList<>(List.of("unshare", "-rm", "sh", "-c", HIDE, "hide", scratch.toString()));
    command.addAll(JavaChild.command(HeadlessMain.class, natives().toString(), "as-found"));

    JavaChild.Result child = JavaChild.run(command, scratch);

    // The system's linker itself missed all seven: the libraries were hidden indeed.
    assertThat(child.output()).contains(ALL_REPLACED).contains("verified=4194304 bad=0");
    assertThat(child.exit()).isZero();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void twoPeersConnectOnAMachineWithNothingButLoopback() throws Exception {
    assumeTrue(mayUnshare("-rn"), "user and network namespaces are not permitted here");
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "-rn", "sh", "-c", "ip link set lo up && exec \"$@\"", "lo"));
    command.addAll(JavaChild.command(HeadlessMain.class, natives().toString(), "as-found"));

    JavaChild.Result child = JavaChild.run(command, scratch);

    assertThat(child.output()).contains("address=127.0.0.1").contains("verified=4194304 bad=0");
    assertThat(child.exit()).isZero();
  }

  @Test
  void reloadedPluginUsesTheLoadedLibraryAndLeavesNoClassLoader() throws Exception {
    JavaChild.Result child =
        JavaChild.run(JavaChild.command(ReloadMain.class, natives().toString()), scratch);

    assertThat(child.output())
        .contains("first: verified=4194304 bad=0", "second: verified=4194304 bad=0")
        .contains("first loader gone=true", "second loader gone=true");
    assertThat(child.exit()).isZero();
  }

  @Test
  void keepsOneCopyUnderItsHashInADirectoryOfItsOwner() throws Exception {
    PrivateFiles files = PrivateFiles.open(natives());
    Files.writeString(natives().resolve("webrtc-0123.so"), "an older version");
    Path first =
        files.keepOnly("webrtc-", ".so", hashOf("one"), () -> Files.newInputStream(content("one")));
    Files.writeString(first, "altered");

    Path second =
        files.keepOnly("webrtc-", ".so", hashOf("one"), () -> Files.newInputStream(content("one")));

    assertThat(second).isEqualTo(first).hasContent("one");
    try (Stream<Path> left = Files.list(natives())) {
      assertThat(left).containsExactly(second);
    }
    if (natives().getFileSystem().supportedFileAttributeViews().contains("posix")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(natives())))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void fileThatIsWrittenAnewIsNeverAbsentForAnotherProcess() throws Exception {
    PrivateFiles files = PrivateFiles.open(natives());
    Path shared = files.write("standin-x", new byte[] {0});
    Thread other =
        Thread.ofPlatform()
            .start(() -> {
              for (int i = 0; i < 500; i++) {
                writeUnchecked(files);
              }
            });

    long absent = 0;
    while (other.isAlive()) {
      absent += Files.exists(shared) ? 0 : 1;
    }

    assertThat(absent).isZero();
  }

  private static void writeUnchecked(PrivateFiles files) {
    try {
      files.write("standin-x", new byte[] {1});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void saysWhatIsMissingWhereNothingCanBeWritten() throws Exception {
    Path file = Files.writeString(scratch.resolve("file"), "not a directory");

    assertThatThrownBy(
            () -> {
              PrivateFiles.open(file.resolve("natives"));
            })
        .isInstanceOf(IOException.class);
    JavaChild.Result child =
        JavaChild.run(
            JavaChild.command(HeadlessMain.class, file.resolve("n").toString(), "as-found"),
            scratch);

    assertThat(child.output())
        .contains("NativeMissingException: The WebRTC library cannot be written to");
    assertThat(child.exit()).isEqualTo(1);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLibraryThatDiffersInOneByteFromTheListedOneIsNotLoaded() throws Exception {
    String resource = NativePlatform.ofThisProcess().resource();
    byte[] bytes;
    try (InputStream in = NativeLoader.class.getClassLoader().getResourceAsStream(resource)) {
      bytes = Objects.requireNonNull(in, resource).readAllBytes();
    }
    bytes[bytes.length / 2] ^= 1;
    Path altered = Files.createDirectory(scratch.resolve("altered"));
    Files.write(altered.resolve(resource), bytes);
    List<String> command = JavaChild.command(HeadlessMain.class, natives().toString(), "as-found");
    int classPath = command.indexOf("-cp") + 1;
    command.set(classPath, altered + File.pathSeparator + command.get(classPath));

    JavaChild.Result child = JavaChild.run(command, scratch);

    assertThat(child.output())
        .contains("NativeMissingException: What the plugin's JAR brings is not the WebRTC library")
        .doesNotContain("verified=");
    assertThat(child.exit()).isEqualTo(1);
    try (Stream<Path> left = Files.list(natives())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aSourceWithAnotherHashIsRefusedByCodeAndNotWritten() throws Exception {
    PrivateFiles files = PrivateFiles.open(natives());
    Path other = content("two");

    assertThatThrownBy(() ->
            files.keepOnly("webrtc-", ".so", hashOf("one"), () -> Files.newInputStream(other)))
        .isInstanceOfSatisfying(
            NativeMissingException.class,
            e -> assertThat(e.code()).isEqualTo(NativeMissingException.CODE_ALTERED));
    try (Stream<Path> left = Files.list(natives())) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aFileThatWasAlteredSinceItWasWrittenIsNotLoaded() throws Exception {
    PrivateFiles files = PrivateFiles.open(natives());
    Path kept =
        files.keepOnly("webrtc-", ".so", hashOf("one"), () -> Files.newInputStream(content("one")));
    PrivateFiles.requireHash(kept, hashOf("one"));
    Files.writeString(kept, "onE");

    assertThatThrownBy(() -> PrivateFiles.requireHash(kept, hashOf("one")))
        .isInstanceOfSatisfying(
            NativeMissingException.class,
            e -> assertThat(e.code()).isEqualTo(NativeMissingException.CODE_ALTERED))
        .hasMessageContaining(kept.toString());
  }

  @Test
  void theListHasEachLibraryOfTheArtifactsThatTheBuildTakes() throws Exception {
    for (String name : NativeHashes.listed().names()) {
      try (InputStream in = NativeLoader.class.getClassLoader().getResourceAsStream(name)) {
        if (in != null) {
          assertThat(Sha256.of(in.readAllBytes()))
              .as("%s on the class path; a new version needs a new list", name)
              .isEqualTo(NativeHashes.of(name));
        }
      }
    }
    assertThat(NativeHashes.listed().names())
        .hasSize(5)
        .contains(NativePlatform.ofThisProcess().resource());
  }

  private static Digest hashOf(String text) {
    return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
  }

  private Path natives() {
    return scratch.resolve("natives");
  }

  private Path content(String text) throws IOException {
    return Files.writeString(scratch.resolve("content-" + text), text);
  }

  private static boolean mayUnshare(String what) throws InterruptedException {
    try {
      return new ProcessBuilder("unshare", what, "true").start().waitFor() == 0;
    } catch (IOException _) {
      // There is no such program here.
      return false;
    }
  }
}
