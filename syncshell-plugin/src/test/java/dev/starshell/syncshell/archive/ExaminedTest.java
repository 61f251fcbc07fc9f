package dev.starshell.syncshell.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.quarantine.Contents;
import dev.starshell.syncshell.quarantine.Contents.Carries;
import dev.starshell.syncshell.quarantine.Contents.Mod;
import dev.starshell.syncshell.quarantine.Contents.Nature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ExaminedTest {
  private static Contents of(RawZip zip) throws IOException {
    return of(zip.bytes());
  }

  private static Contents of(byte[] bytes) throws IOException {
    return Examined.contents(new Preflight(ArchiveLimits.DEFAULT).examine(new MemorySource(bytes)));
  }

  @Test
  void aModTellsWhatItSaysAndWhatCanRun() throws IOException {
    Contents jar =
        of(
            new RawZip()
                .stored(
                    "fabric.mod.json",
                    """
                    {"schemaVersion":1,"id":"lamp","name":"La\u001bmp","version":"1.2",
                     "authors":["Ada"],"depends":{"fabric-api":">=1"},
                     "suggests":{"sodium":"*"}}\
                    """)
                .stored("Main.class", "\u0000")
                .stored("lib.dll", "MZ  ")
                .stored("inner.jar", "PK\3\4"));
    Mod mod = jar.mods().getFirst();

    assertThat(jar.nature()).isEqualTo(Nature.CODE);
    assertThat(List.of(jar.entries(), jar.code(), jar.programs(), jar.nested()))
        .containsExactly(4, 1, 1, 1);
    assertThat(jar.firstCode()).containsExactly("Main.class", "lib.dll");
    assertThat(mod.family()).isEqualTo("fabric");
    assertThat(mod.carries()).isEqualTo(Carries.CODE);
    assertThat(mod.name()).isEqualTo("Lamp");
    assertThat(mod.dependencies()).contains("fabric-api >=1");
  }

  @Test
  void theContentTellsTheNature() throws IOException {
    Map<String, Nature> natures =
        Map.of(
            "Rar!\u001a\u0007", Nature.SEALED,
            "#!/bin/sh", Nature.CODE,
            "MZ program", Nature.CODE,
            "MCDF", Nature.ASSETS,
            "a text", Nature.ASSETS);

    natures.forEach((start, nature) -> {
      try {
        assertThat(of(start.getBytes(StandardCharsets.ISO_8859_1)).nature())
            .as(start)
            .isEqualTo(nature);
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    });
    assertThat(of(new RawZip().stored("pack.mcmeta", "{}").stored("assets/a.png", "x")).nature())
        .isEqualTo(Nature.ASSETS);
    assertThat(of(new RawZip().stored("../a", "x")).nature()).isEqualTo(Nature.UNSAFE);
    assertThat(of(new RawZip().stored("pic.png", "PK\3\4 a jar")).nature()).isEqualTo(Nature.CODE);
  }

  @Test
  void namesOfProgramsAndScriptsAreNamesOfCode() {
    assertThat(List.of("a/run.lua", "TOOL.EXE", "lib.so.1", "a.py"))
        .allMatch(Examined::isNamedCode);
    assertThat(List.of("a.jar", "a.zip", "lua/readme.txt", "exe", "a.png"))
        .noneMatch(name -> !name.equals("exe") && Examined.isNamedCode(name));
  }
}
