package dev.starshell.syncshell.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.archive.Verdict.Clean;
import dev.starshell.syncshell.archive.Verdict.Refused;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/// Archives that were made to use up memory or time, or to lead past a check.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class PreflightAttackTest {
  private static Verdict examine(RawZip zip) throws IOException {
    return new Preflight(ArchiveLimits.DEFAULT).examine(new MemorySource(zip.bytes()));
  }

  private static DynamicTest refuses(ArchiveRule rule, String why, RawZip zip) {
    return DynamicTest.dynamicTest(
        rule + " " + why,
        () ->
            assertThat(examine(zip))
                .isInstanceOfSatisfying(
                    Refused.class,
                    refused -> assertThat(refused.rule()).as(refused.sentence()).isEqualTo(rule)));
  }

  private static RawZip texTools(String list) {
    return new RawZip().packed("TTMPL.mpl", list.getBytes(UTF_8)).stored("TTMPD.mpd", "0123456789");
  }

  private static RawZip penumbra(String list) {
    return new RawZip()
        .stored("meta.json", "{\"FileVersion\":3,\"Name\":\"Coat\"}")
        .packed("default_mod.json", list.getBytes(UTF_8));
  }

  private static String mod(String keysAndValues) {
    return "{\"TTMPVersion\":\"1.3w\",\"SimpleModsList\":[{" + keysAndValues + "}]";
  }

  @TestFactory
  Stream<DynamicTest> listsThatCannotBeCheckedAreRefused() {
    String outside = mod("\"ModOffset\":999999999,\"ModSize\":9");
    return Stream.of(
        refuses(
            ArchiveRule.PACK_LEADS_OUT,
            "more tokens than a description may have",
            texTools(outside + ",\"Pad\":[0" + ",0".repeat(510_000) + "]}")),
        refuses(
            ArchiveRule.LIST_UNREADABLE,
            "a number as text",
            texTools(mod("\"ModOffset\":\"999999999\",\"ModSize\":\"9\"") + "}")),
        refuses(
            ArchiveRule.PACK_LEADS_OUT,
            "other case",
            texTools(mod("\"modoffset\":999999999,\"MODSIZE\":9") + "}")),
        refuses(
            ArchiveRule.PACK_LEADS_OUT,
            "the last of two",
            texTools(mod("\"ModOffset\":9,\"ModSize\":1,\"ModOffset\":99") + "}")),
        refuses(
            ArchiveRule.LIST_UNREADABLE,
            "too deep",
            texTools(mod("") + ",\"x\":" + "[".repeat(100) + "]".repeat(100) + "}")),
        refuses(ArchiveRule.LIST_UNREADABLE, "not JSON", texTools("{\"TTMPVersion\":")),
        refuses(
            ArchiveRule.LIST_UNREADABLE,
            "UTF-16",
            texTools(new String((outside + "}").getBytes(StandardCharsets.UTF_16LE), UTF_8))),
        refuses(ArchiveRule.LIST_UNREADABLE, "a comment over lines", texTools("{} /*\n{}\n*/ {}")),
        refuses(
            ArchiveRule.PACK_LEADS_OUT,
            "file names in other case, in a folder",
            new RawZip().stored("a/ttmpl.MPL", outside + "}").stored("a/ttmpd.MPD", "0")),
        refuses(
            ArchiveRule.PACK_LEADS_OUT,
            "a line far down",
            texTools("{}\n".repeat(150_000) + "{\"ModOffset\":5,\"ModSize\":6}")),
        refuses(ArchiveRule.LIST_SIZE, "", texTools(" ".repeat((2 << 20) + 1))),
        refuses(
            ArchiveRule.PACK_LEADS_OUT, "Penumbra", penumbra("{\"files\":{\"a\":\"..\\\\x\"}}")),
        refuses(ArchiveRule.LIST_UNREADABLE, "no text", penumbra("{\"Files\":{\"a\":[\"../x\"]}}")),
        refuses(ArchiveRule.LIST_UNREADABLE, "cut", penumbra("{\"Files\":{\"a\":\"x\"")),
        refuses(
            ArchiveRule.LIST_UNREADABLE,
            "a description nobody can read, beside a list",
            new RawZip().stored("META.json", "{").stored("group_1.JSON", "{}")));
  }

  @Test
  void namesOfManyFoldersAreRefused() throws IOException {
    RawZip zip = new RawZip();
    String deep = "/a".repeat(60) + "/x";
    for (int i = 0; i < 5_000; i++) {
      zip.stored(String.format(Locale.ROOT, "%05d", i) + deep, "");
    }

    assertThat(examine(zip))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.rule()).isEqualTo(ArchiveRule.FOLDERS));
  }

  @Test
  void aDirectoryOverEightMebibytesIsRefusedUnread() throws IOException {
    RawZip zip = new RawZip();
    for (int i = 0; i < 8_000; i++) {
      zip.stored(String.format(Locale.ROOT, "%05d", i) + "n".repeat(1_010), "");
    }
    MemorySource source = new MemorySource(zip.bytes());

    assertThat(new Preflight(ArchiveLimits.DEFAULT).examine(source))
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> assertThat(refused.rule()).isEqualTo(ArchiveRule.DIRECTORY_SIZE));
    assertThat(source.readBytes).isLessThan(66_000);
  }

  @Test
  void linesThatMakeExpressionsGoBackAreReadAtOnce() throws IOException {
    String spaces = " ".repeat(200_000);
    RawZip yaml = new RawZip().packed("plugin.yml", ("name:" + spaces + "y\n").getBytes(UTF_8));
    String short2000 = " ".repeat(2_000);
    RawZip lines =
        new RawZip().packed("plugin.yml", ("-" + short2000 + "\0\n").repeat(250).getBytes(UTF_8));
    String one = "\"! " + " ".repeat(190) + "<\",";
    RawZip factorio =
        new RawZip()
            .packed(
                "info.json",
                ("{\"name\":\"a\",\"factorio_version\":\"1\",\"dependencies\":["
                        + one.repeat(2_500)
                        + "\"b\"]}")
                    .getBytes(UTF_8));
    RawZip authors =
        new RawZip()
            .packed("fabric.mod.json", ("{\"authors\":\"" + spaces + "\"}").getBytes(UTF_8));

    for (RawZip zip : List.of(yaml, lines, factorio, authors)) {
      assertThat(examine(zip)).isInstanceOf(Clean.class);
    }
  }

  @Test
  void allEntriesTogetherMayGiveTwoHundredTimesTheArchive() throws IOException {
    RawZip zip = new RawZip();
    byte[] zeros = RawZip.deflate(new byte[60 << 20]);
    for (int i = 0; i < 5; i++) {
      zip.packed("z" + i, new byte[1])
          .with(item -> {
            item.data = zeros;
            item.lPacked = item.cPacked = zeros.length;
            item.lSize = item.cSize = 60 << 20;
          });
    }

    assertThat(examine(zip))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.rule()).isEqualTo(ArchiveRule.TOTAL_SIZE));
  }

  @Test
  void anInterruptedThreadStopsWithinAnEntry() {
    byte[] zip = new RawZip().packed("z", new byte[32 << 20]).bytes();
    long[] readAt = new long[1];
    ByteSource source =
        new ByteSource() {
          private final MemorySource memory = new MemorySource(zip);

          @Override
          public long sizeBytes() {
            return zip.length;
          }

          @Override
          public void read(long atBytes, java.nio.ByteBuffer target) throws IOException {
            readAt[0] = atBytes;
            if (atBytes == 31) {
              Thread.currentThread().interrupt();
            }
            memory.read(atBytes, target);
          }
        };
    long started = System.nanoTime();
    try {
      assertThatThrownBy(() -> new Preflight(ArchiveLimits.DEFAULT).examine(source))
          .isInstanceOf(InterruptedIOException.class);
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
    assertThat(readAt[0]).isEqualTo(31);
    assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - started)).isLessThan(5);
  }

  @Test
  void descriptionsThatBreakTheirReadersAreLeftOut() throws IOException {
    List<RawZip> odd =
        List.of(
            new RawZip()
                .packed("META-INF/mods.toml", ("a." + "a.".repeat(30_000) + "b=1").getBytes(UTF_8)),
            new RawZip()
                .packed("META-INF/mods.toml", ("a=" + "[\n".repeat(30_000)).getBytes(UTF_8)),
            new RawZip().packed("fabric.mod.json", "[".repeat(400_000).getBytes(UTF_8)),
            new RawZip().packed("About/About.xml", "<a>".repeat(20_000).getBytes(UTF_8)));

    for (RawZip zip : odd) {
      assertThat(examine(zip)).isInstanceOf(Clean.class);
    }
  }

  @Test
  void everyNameOfCodePage437IsReadBackAsItWasRead() throws RefusedException {
    byte[] raw = new byte[256];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (byte) i;
    }
    byte[] replacement = "a\uFFFDb".getBytes(UTF_8);

    assertThat(EntryNames.decode(raw)).isEqualTo(EntryNames.decode(raw, false));
    assertThat(EntryNames.decode(replacement)).isEqualTo(EntryNames.decode(replacement, true));
  }

  @Test
  void licencesOfJarsMayBeAFileAndAFolderInOtherCase() throws IOException {
    RawZip jar =
        new RawZip().stored("META-INF/LICENSE", "x").stored("META-INF/license/netty.txt", "y");
    RawZip turned =
        new RawZip().stored("META-INF/license/netty.txt", "y").stored("META-INF/LICENSE", "x");

    assertThat(examine(jar)).isInstanceOf(Clean.class);
    assertThat(examine(turned)).isInstanceOf(Clean.class);
  }

  @TestFactory
  Stream<DynamicTest> otherClashesInMetaInfAreRefused() {
    return Stream.of(
        refuses(
            ArchiveRule.FILE_AND_FOLDER,
            "same case",
            new RawZip().stored("META-INF/a", "x").stored("META-INF/a/b", "y")),
        refuses(
            ArchiveRule.FILE_AND_FOLDER,
            "same case, turned",
            new RawZip().stored("META-INF/a/b", "y").stored("META-INF/a", "x")),
        refuses(
            ArchiveRule.FILE_AND_FOLDER,
            "the folder itself",
            new RawZip().stored("meta-inf", "x").stored("META-INF/b", "y")),
        refuses(
            ArchiveRule.DUPLICATE_NAME,
            "two files",
            new RawZip().stored("META-INF/MANIFEST.MF", "x").stored("META-INF/manifest.mf", "y")));
  }

  @Test
  void largeRecordsThatAreNotNeededPassIfTheyAreTrue() throws IOException {
    RawZip zip = new RawZip().stored("a.txt", "one");
    byte[] plain = zip.bytes();
    int directoryAt = 30 + 5 + 3;
    int directoryBytes = 46 + 5;
    for (int lie : new int[] {0, 1}) {
      zip.beforeEnd =
          RawZip.numbers(76)
              .putInt(0x06064b50)
              .putLong(44)
              .putInt(0x2d002d)
              .putInt(0)
              .putInt(0)
              .putLong(1)
              .putLong(1)
              .putLong(directoryBytes)
              .putLong(directoryAt + lie)
              .putInt(0x07064b50)
              .putInt(0)
              .putLong(directoryAt + directoryBytes)
              .putInt(1)
              .array();
      assertThat(plain.length).isEqualTo(directoryAt + directoryBytes + 22);
      assertThat(examine(zip)).isInstanceOf(lie == 0 ? Clean.class : Refused.class);
    }
  }
}
