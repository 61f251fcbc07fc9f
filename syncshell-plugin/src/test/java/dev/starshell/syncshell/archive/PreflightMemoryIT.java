package dev.starshell.syncshell.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Examines the largest archives that pass the first bounds in a machine with a small heap.
final class PreflightMemoryIT {
  @TempDir Path folder;

  /// Runs in the small machine.
  static final class Small {
    private Small() {}

    public static void main(String[] args) throws IOException {
      Verdict verdict = new Preflight(ArchiveLimits.DEFAULT).examine(Path.of(args[0]));
      System.out.println(verdict.getClass().getSimpleName());
    }
  }

  private DynamicTest fits(String what, String verdict, RawZip zip) {
    return DynamicTest.dynamicTest(
        what,
        () -> {
          Path file = Files.write(folder.resolve(what + ".zip"), zip.bytes());
          Path out = folder.resolve(what + ".txt");
          Process process =
              new ProcessBuilder(
                      Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                      "-Xmx32m",
                      "-Xss512k",
                      "-XX:+UseSerialGC",
                      "-XX:+ExitOnOutOfMemoryError",
                      "-cp",
                      System.getProperty("java.class.path"),
                      Small.class.getName(),
                      file.toString())
                  .redirectErrorStream(true)
                  .redirectOutput(out.toFile())
                  .start();
          try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
          } finally {
            process.destroyForcibly();
          }
          assertThat(Files.readString(out).strip()).isEqualTo(verdict);
          assertThat(process.exitValue()).isZero();
        });
  }

  private static RawZip described(String name, String text) {
    return new RawZip().packed(name, text.getBytes(UTF_8));
  }

  private static String numbered(String pattern, int count) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append(String.format(Locale.ROOT, pattern, i));
    }
    return text.toString();
  }

  @TestFactory
  Stream<DynamicTest> everyExaminationFitsASmallHeap() {
    RawZip names = new RawZip();
    for (int i = 0; i < 65_000; i++) {
      names.stored(String.format(Locale.ROOT, "%06d", i) + "/é" + "n".repeat(70), "");
    }
    RawZip deep = new RawZip();
    String tail = "/abcdefghijklmno".repeat(62) + "/x";
    for (int i = 0; i < 7_500; i++) {
      deep.stored(String.format(Locale.ROOT, "%015d", i) + tail, "");
    }
    RawZip texTools =
        described("TTMPL.mpl", ("{\"Name\":\"€" + "x".repeat(4_000) + "\"}\n").repeat(520))
            .stored("TTMPD.mpd", "0");
    String path = "<a><" + "b".repeat(900) + ">";
    return Stream.of(
        fits("names", "Clean", names),
        fits("folders", "Refused", deep),
        fits("lines", "Clean", texTools),
        fits(
            "objects",
            "Clean",
            described("fabric.mod.json", "{\"x\":[" + "{},".repeat(170_000) + "{}]}")),
        fits(
            "keys",
            "Clean",
            described(
                "fabric.mod.json", "{\"x\":{" + numbered("\"%d\":{},", 16_000) + "\"b\":0}}")),
        fits("tables", "Clean", described("META-INF/mods.toml", numbered("[a%d]\n", 8_000))),
        fits(
            "elements",
            "Clean",
            described("About/About.xml", path + numbered("<c%d>x</c%1$d>", 3_000))),
        fits(
            "sections",
            "Clean",
            described("META-INF/mods.toml", "[[mods]]\nmodId=\"a\"\n")
                .packed(
                    "META-INF/MANIFEST.MF",
                    "A: b\r\n\r\n".concat(numbered("Name: %d\n\n", 40_000)).getBytes(UTF_8))));
  }
}
