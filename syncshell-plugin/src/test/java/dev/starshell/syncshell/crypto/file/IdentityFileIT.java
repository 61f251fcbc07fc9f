package dev.starshell.syncshell.crypto.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.file.IdentityException.Code;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IdentityFileIT {
  @TempDir Path temp;
  private Path folder;
  private Path file;
  private IdentityFile identities;

  @BeforeEach
  void choose() {
    folder = temp.resolve("identity");
    file = folder.resolve(IdentityFile.NAME);
    identities = new IdentityFile(folder);
  }

  @Test
  void anIdentityIsMadeOnceAndFoundAgain() throws IOException {
    Identity made = identities.loadOrCreate();

    assertThat(new IdentityFile(folder).loadOrCreate().key()).isEqualTo(made.key());
    assertThat(permissions(folder)).isEqualTo("rwx------");
    assertThat(permissions(file)).isEqualTo("rw-------");
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void noIdentityIsFoundWhereNoneIs() throws IOException {
    assertThat(identities.load()).isEmpty();
    assertThat(folder).doesNotExist();
  }

  @Test
  void aSecondIdentityNeverReplacesTheFirst() throws IOException {
    Identity made = identities.create();

    assertThatThrownBy(() -> identities.create()).isInstanceOf(FileAlreadyExistsException.class);
    assertThat(identities.load()).get().extracting(Identity::key).isEqualTo(made.key());
  }

  @Test
  void aFileThatOthersMayReadIsRefusedAndLeftAsItIs() throws IOException {
    identities.create();
    for (String open : new String[] {"rw-r-----", "rw----r--", "rw--w----"}) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));

      assertRefused(Code.STATE_PERMISSIONS, "chmod 600");
      assertThat(permissions(file)).isEqualTo(open);
    }
  }

  @Test
  void aFolderThatOthersMayEnterIsRefused() throws IOException {
    identities.create();
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));

    assertRefused(Code.STATE_PERMISSIONS, "chmod 700");
  }

  @Test
  void noIdentityIsMadeInAnOpenFolder() throws IOException {
    Files.createDirectory(
        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));

    assertRefused(Code.STATE_PERMISSIONS, "chmod 700");
    assertThat(file).doesNotExist();
  }

  @Test
  void aLinkInTheFilesPlaceIsRefused() throws IOException {
    identities.create();
    Path moved = temp.resolve("moved.key");
    Files.move(file, moved);
    Files.createSymbolicLink(file, moved);

    assertRefused(Code.STATE_PERMISSIONS, "link");
  }

  @Test
  void everyChangedByteAndEveryCutIsNoticedAndNothingIsReplaced() throws IOException {
    identities.create();
    byte[] whole = Files.readAllBytes(file);

    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << at % 8);
      assertCorrupt(changed);
    }
    for (int length = 0; length < whole.length; length++) {
      assertCorrupt(Arrays.copyOf(whole, length));
    }
    assertCorrupt(Arrays.copyOf(whole, whole.length + 1));
    Files.write(file, whole);
    assertThat(identities.load()).isPresent();
  }

  private void assertCorrupt(byte[] content) throws IOException {
    Files.write(file, content);
    assertRefused(Code.STATE_CORRUPT, "backup");
    assertThat(Files.readAllBytes(file)).isEqualTo(content);
  }

  private void assertRefused(Code code, String nextStep) {
    assertThatThrownBy(() -> identities.loadOrCreate())
        .isInstanceOfSatisfying(
            IdentityException.class, refused -> assertThat(refused.code()).isEqualTo(code))
        .hasMessageContaining(nextStep);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
