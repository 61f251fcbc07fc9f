package dev.starshell.syncshell.crypto.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.file.IdentityException.Code;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SealedIdentityIT {
  private static final Optional<char[]> RIGHT = Optional.of("märchen schloss 9".toCharArray());

  @TempDir Path temp;
  private Path file;
  private IdentityFile identities;
  private Identity identity;

  @BeforeEach
  void make() throws IOException {
    Path folder = temp.resolve("identity");
    file = folder.resolve(IdentityFile.NAME);
    identities = new IdentityFile(folder);
    identity = identities.create();
  }

  @Test
  void aSealedIdentityOpensWithItsPassphraseAloneAndHoldsNoKeyInTheOpen() throws IOException {
    identities.rewrite(identity, RIGHT);

    assertThat(identities.isSealed()).isTrue();
    assertThat(identities.load(RIGHT)).get().extracting(Identity::key).isEqualTo(identity.key());
    assertRefused(Code.PASSPHRASE_MISSING, Optional.empty());
    assertRefused(Code.PASSPHRASE_WRONG, Optional.of("märchen schloss 8".toCharArray()));
    assertThat(Files.readString(file))
        .doesNotContain(Base64.getEncoder().encodeToString(identity.toPkcs8()));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    try (var files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void accentsMayBeComposedInAnyWay() throws IOException {
    identities.rewrite(identity, RIGHT);

    assertThat(identities.load(Optional.of("ma\u0308rchen schloss 9".toCharArray()))).isPresent();
  }

  @Test
  void aPassphraseIsChangedAndTakenOff() throws IOException {
    identities.rewrite(identity, RIGHT);
    Optional<char[]> other = Optional.of("another one".toCharArray());
    identities.rewrite(identity, other);
    assertRefused(Code.PASSPHRASE_WRONG, RIGHT);
    assertThat(identities.load(other)).isPresent();

    identities.rewrite(identity, Optional.empty());

    assertThat(identities.isSealed()).isFalse();
    assertThat(identities.load()).get().extracting(Identity::key).isEqualTo(identity.key());
  }

  @Test
  void everyChangedByteAndEveryCutIsNoticedWithoutThePassphrase() throws IOException {
    identities.rewrite(identity, RIGHT);
    byte[] whole = Files.readAllBytes(file);

    for (int at = 0; at < whole.length; at++) {
      byte[] changed = whole.clone();
      changed[at] ^= (byte) (1 << at % 8);
      Files.write(file, changed);
      assertRefusedWithoutOne(at);
      Files.write(file, Arrays.copyOf(whole, at));
      assertRefused(Code.STATE_CORRUPT, Optional.empty());
    }
    Files.write(file, whole);
    assertThat(identities.load(RIGHT)).isPresent();
  }

  /// A key that reads right in the last line may be changed unnoticed until the passphrase comes:
  /// then it does not fit. The check characters leave no single change that reads right.
  private void assertRefusedWithoutOne(int at) {
    assertThatThrownBy(() -> identities.load())
        .as("byte %d", at)
        .isInstanceOfSatisfying(
            IdentityException.class,
            refused -> assertThat(refused.code()).isEqualTo(Code.STATE_CORRUPT));
  }

  @Test
  void anotherPublicKeyBesideASealedOneIsFound() throws IOException {
    identities.rewrite(identity, RIGHT);
    String sealed = Files.readString(file);
    IdentityFile others = new IdentityFile(temp.resolve("other"));
    others.create();
    String other = Files.readString(temp.resolve("other").resolve(IdentityFile.NAME));
    String line = other.lines().filter(one -> one.startsWith("public ")).findFirst().orElseThrow();
    Files.writeString(file, sealed.replaceAll("public .*", line), StandardCharsets.US_ASCII);

    assertRefused(Code.PASSPHRASE_WRONG, RIGHT);
  }

  @Test
  void aCostBeyondTheBoundsIsRefusedBeforeAnythingIsDerived() throws IOException {
    identities.rewrite(identity, RIGHT);
    String[] lines = Files.readString(file).split("\n", -1);
    byte[] blob = Base64.getDecoder().decode(lines[1]);
    blob[1] = 0x7f;
    java.util.zip.CRC32 crc = new java.util.zip.CRC32();
    crc.update(blob, 0, blob.length - 4);
    java.nio.ByteBuffer.wrap(blob).putInt(blob.length - 4, (int) crc.getValue());
    lines[1] = Base64.getEncoder().encodeToString(blob);
    Files.writeString(file, String.join("\n", lines));

    assertRefused(Code.STATE_CORRUPT, RIGHT);
  }

  @Test
  void thePassphraseComesFromTheEnvironmentElseFromAPrivateFile() throws IOException {
    Path named = temp.resolve("passphrase");
    Files.writeString(named, "from the file\nsecond line\n");
    Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rw-------"));
    PassphraseSource source = new PassphraseSource(Optional.of(named));

    assertThat(source.read(Map.of()).orElseThrow()).isEqualTo("from the file".toCharArray());
    assertThat(source.read(Map.of(PassphraseSource.VARIABLE, "set")).orElseThrow())
        .isEqualTo("set".toCharArray());
    assertThat(new PassphraseSource(Optional.empty()).read(Map.of())).isEmpty();
    Files.setPosixFilePermissions(named, PosixFilePermissions.fromString("rw-r--r--"));
    assertThatThrownBy(() -> source.read(Map.of()))
        .isInstanceOf(IdentityException.class)
        .hasMessageContaining("chmod 600");
    Files.delete(named);
    assertThatThrownBy(() -> source.read(Map.of()))
        .isInstanceOfSatisfying(
            IdentityException.class,
            refused -> assertThat(refused.code()).isEqualTo(Code.PASSPHRASE_MISSING));
  }

  private void assertRefused(Code code, Optional<char[]> passphrase) {
    assertThatThrownBy(() -> identities.loadOrCreate(passphrase))
        .isInstanceOfSatisfying(
            IdentityException.class, refused -> assertThat(refused.code()).isEqualTo(code));
  }
}
