package dev.starshell.syncshell.archive;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.archive.Verdict.Clean;
import dev.starshell.syncshell.archive.Verdict.Refused;
import java.io.IOException;
import java.util.List;

/// What a peer sends is never an exception. The ordinary build replays the corpus; `JAZZER_FUZZ=1`
/// makes the same tests look for more.
final class PreflightFuzz {
  private static final ArchiveLimits LIMITS =
      new ArchiveLimits(1_000, 1 << 20, 1_024, 1_024, 4 << 20, 8 << 20, 200, 1 << 20, 50);

  @FuzzTest(maxDuration = "10m")
  void anyBytesAreAVerdict(byte[] bytes) throws IOException {
    Verdict verdict = new Preflight(LIMITS).examine(new MemorySource(bytes));

    if (verdict instanceof Clean clean) {
      assertThat(clean.summary().contents()).isNotEmpty();
      assertThat(clean.summary().contentBytes()).isLessThanOrEqualTo(8L << 20);
    }
    if (verdict instanceof Refused refused) {
      assertThat(refused.sentence().chars()).noneMatch(Character::isISOControl);
    }
  }

  /// Behind the checks of the container, descriptions are what a peer writes freely.
  @FuzzTest(maxDuration = "10m")
  void anyDescriptionIsReadOrLeft(byte[] text) throws IOException {
    String content = new String(text, java.nio.charset.StandardCharsets.UTF_8);
    for (String name :
        List.of(
            "fabric.mod.json",
            "META-INF/mods.toml",
            "plugin.yml",
            "About/About.xml",
            "manifest.json",
            "pack.mcmeta",
            "info.json",
            "meta.json",
            "mcmod.info",
            "modinfo.json",
            "quilt.mod.json",
            "pack.toml",
            "modrinth.index.json")) {
      RawZip zip = new RawZip().stored(name, content);
      assertThat(new Preflight(LIMITS).examine(new MemorySource(zip.bytes()))).isNotNull();
    }
    RawZip pack = new RawZip().stored("TTMPL.mpl", content).stored("TTMPD.mpd", "x");
    assertThat(new Preflight(LIMITS).examine(new MemorySource(pack.bytes()))).isNotNull();
  }
}
