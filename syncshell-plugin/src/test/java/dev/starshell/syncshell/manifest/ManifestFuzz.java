package dev.starshell.syncshell.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.envelope.SignedEnvelope;
import dev.starshell.syncshell.fuzz.Bounds;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult.Decoded;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// What a member gives as a manifest, and the paths in it, are never an exception.
final class ManifestFuzz {
  private static final Path HOME = Path.of("home", "mods");

  @FuzzTest(maxDuration = "10m")
  void anyBytesAreAManifestOrRefused(byte[] bytes) throws Exception {
    Bounds.hold(() ->
        assertThat(ManifestCodec.read(Bytes.copyOf(bytes), Manifests.SHELL, Manifests.ADA.key()))
            .isNotNull());
  }

  /// A member can sign whatever it likes.
  @FuzzTest(maxDuration = "10m")
  void anyBodyThatItsOwnerSignedIsAManifestWithSafePathsOrRefused(byte[] body) throws Exception {
    Bytes signed = SignedEnvelope.sign(Manifests.ADA, SignatureLabel.MANIFEST, body).toBytes();
    Bounds.hold(() -> {
      if (ManifestCodec.read(signed, Manifests.SHELL, Manifests.ADA.key())
          instanceof Decoded<SignedManifest>(SignedManifest read)) {
        assertThat(PathRules.firstBroken(read.manifest().entries())).isEmpty();
      }
    });
  }

  @FuzzTest(maxDuration = "10m")
  void aPathThatBreaksNoRuleStaysInItsFolder(byte[] bytes) throws Exception {
    String path = new String(bytes, StandardCharsets.UTF_8);
    Bounds.hold(() -> {
      if (PathRules.ofLibrary(path).isEmpty()) {
        assertThat(path).doesNotContain("/", "\\").isNotEqualTo("..").isNotBlank();
      }
      if (PathRules.ofPath(path).isEmpty()) {
        assertThat(HOME.resolve(path).normalize()).isEqualTo(HOME.resolve(path));
        assertThat(HOME.resolve(path).startsWith(HOME)).isTrue();
        assertThat(path.chars()).noneMatch(Character::isISOControl).doesNotContain((int) '\\');
      }
    });
  }
}
