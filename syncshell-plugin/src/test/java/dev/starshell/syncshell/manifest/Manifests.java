package dev.starshell.syncshell.manifest;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// Manifests for tests.
final class Manifests {
  static final Identity ADA = identity(1);
  static final Identity BOB = identity(2);
  static final ShellId SHELL = ShellId.of(ADA.key(), new byte[32]);
  static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

  private Manifests() {}

  static Identity identity(int fill) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) fill);
    return Identity.fromSeed(seed);
  }

  static Root root(int number) {
    return new Root(Sha256.of(ByteBuffer.allocate(4).putInt(number).array()));
  }

  static Entry entry(String library, String path, int number) {
    return new Entry(library, path, 1000 + number, root(number));
  }

  static Manifest manifest(long sequence, Digest previous, Entry... entries) {
    return new Manifest(SHELL, ADA.key(), sequence, previous, NOW, List.of(entries));
  }

  static Manifest first(Entry... entries) {
    return manifest(1, Manifest.NO_DIGEST, entries);
  }
}
