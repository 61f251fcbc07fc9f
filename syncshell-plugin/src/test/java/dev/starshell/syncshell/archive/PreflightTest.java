package dev.starshell.syncshell.archive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.archive.Verdict.Clean;
import dev.starshell.syncshell.archive.Verdict.NotAnArchive;
import dev.starshell.syncshell.archive.Verdict.Opaque;
import dev.starshell.syncshell.archive.Verdict.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

final class PreflightTest {
  private static final byte[] ZEROS = new byte[30_000_000];

  private static RawZip plain() {
    return new RawZip().stored("a.txt", "one").packed("b/c.txt", "two two two two".getBytes(UTF_8));
  }

  private static Verdict examine(byte[] archive) throws IOException {
    return new Preflight(ArchiveLimits.DEFAULT).examine(new MemorySource(archive));
  }

  private static DynamicTest refuses(ArchiveRule rule, String why, RawZip archive) {
    return refuses(rule, why, archive.bytes());
  }

  private static DynamicTest refuses(ArchiveRule rule, String why, byte[] archive) {
    return DynamicTest.dynamicTest(
        rule + " " + why,
        () ->
            assertThat(examine(archive))
                .isInstanceOfSatisfying(
                    Refused.class,
                    refused -> assertThat(refused.rule()).as(refused.sentence()).isEqualTo(rule)));
  }

  @Test
  void aTextureOfOneColourIsNoBomb() throws IOException {
    byte[] colour = new byte[16 << 20];
    Arrays.fill(colour, (byte) 0x7f);

    assertThat(examine(plain().packed("one colour.dds", colour).bytes())).isInstanceOf(Clean.class);
  }

  @Test
  void aPlainArchiveIsCleanAndCounted() throws IOException {
    Verdict verdict = examine(plain().stored("d/", "").bytes());

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Clean.class,
            clean -> {
              assertThat(clean.summary().entries()).isEqualTo(2);
              assertThat(clean.summary().contentBytes()).isEqualTo(18);
              assertThat(clean.summary().hasCode()).isFalse();
              assertThat(clean.summary().main().family()).isEqualTo(Family.PLAIN_ZIP);
            });
  }

  @Test
  void whatToolsWriteIsClean() throws IOException {
    RawZip described = plain().with(RawZip.Item::describe);
    RawZip marked =
        plain().with(item -> item.lExtra = item.cExtra = RawZip.extra(0xcafe, new byte[0]));
    RawZip folderOfAnt = new RawZip().packed("folder/", new byte[0]);
    RawZip folderOfMaven = plain().stored("META-INF/", "").with(item -> item.mode = 0177777);
    RawZip deflatedNothing =
        new RawZip().stored("a/", "").with(item -> item.lMethod = item.cMethod = 8);
    RawZip obfuscated = new RawZip().stored("x/a.class", "1").stored("x/A.class", "2");
    RawZip hidden = plain().stored("__MACOSX/._a.txt", "").stored(".DS_Store", "");
    RawZip commented = plain().and(zip -> zip.comment = "made by hand".getBytes(UTF_8));

    for (RawZip archive :
        List.of(
            described,
            marked,
            folderOfAnt,
            folderOfMaven,
            deflatedNothing,
            obfuscated,
            hidden,
            commented,
            new RawZip())) {
      assertThat(examine(archive.bytes())).isInstanceOf(Clean.class);
    }
  }

  @Test
  void whatTheJdkWritesIsClean() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      for (int i = 0; i < 300; i++) {
        byte[] content = new byte[i * 37];
        new Random(i).nextBytes(content);
        ZipEntry entry = new ZipEntry("sub" + i % 7 + "/ä" + i);
        if (i % 3 == 0) {
          CRC32 crc = new CRC32();
          crc.update(content);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(content.length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(content);
        zip.closeEntry();
      }
    }

    assertThat(examine(out.toByteArray()))
        .isInstanceOfSatisfying(
            Clean.class, clean -> assertThat(clean.summary().entries()).isEqualTo(300));
  }

  @TestFactory
  Stream<DynamicTest> namesThatLeadElsewhereAreRefused() {
    return Stream.of(
            "../evil",
            "a/../../evil",
            "a/..",
            "..\\evil",
            "a\\b",
            "/evil",
            "//evil",
            "C:/evil",
            "c:evil",
            "~/evil",
            "a//b",
            "./a",
            "a/./b",
            "a:stream",
            "NUL",
            "x/con.txt",
            "lpt1",
            "a.",
            "a /b",
            " a",
            "a\0b",
            "a\nb",
            "a\u202eb",
            "a\u200bb",
            "é. ",
            "a|b",
            "",
            "COM¹.txt")
        .map(name ->
            refuses(ArchiveRule.NAME_UNSAFE, name.replace('\0', '0'), plain().stored(name, "x")));
  }

  @TestFactory
  Stream<DynamicTest> namesThatAreNotClearAreRefused() {
    byte[] overlong = {'.', (byte) 0xC0, (byte) 0xAE, '/', 'x'};
    return Stream.of(
        refuses(ArchiveRule.DUPLICATE_NAME, "same", plain().stored("a.txt", "x")),
        refuses(ArchiveRule.DUPLICATE_NAME, "case", plain().stored("A.TXT", "x")),
        refuses(
            ArchiveRule.DUPLICATE_NAME,
            "composition",
            plain().stored("\u00e9.png", "x").stored("e\u0301.png", "y")),
        refuses(
            ArchiveRule.DUPLICATE_NAME,
            "class",
            new RawZip().stored("A.class", "1").stored("A.class", "2")),
        refuses(ArchiveRule.FILE_AND_FOLDER, "below", plain().stored("a.txt/b", "x")),
        refuses(ArchiveRule.FILE_AND_FOLDER, "above", plain().stored("b", "x")),
        refuses(ArchiveRule.FILE_AND_FOLDER, "case", plain().stored("B", "x")),
        refuses(ArchiveRule.DUPLICATE_NAME, "both", plain().stored("a.txt/", "")),
        refuses(ArchiveRule.FOLDER_CONTENT, "", plain().stored("d/", "x")),
        refuses(
            ArchiveRule.NAME_ENCODING,
            "overlong",
            plain().stored("a", "x").with(item -> item.lName = item.cName = overlong)),
        refuses(ArchiveRule.NAME_LENGTH, "1,025", plain().stored("n".repeat(1_025), "x")),
        refuses(ArchiveRule.NAME_UNSAFE, "depth", plain().stored("d/".repeat(64) + "x", "x")));
  }

  @TestFactory
  Stream<DynamicTest> whatIsNoPlainFileIsRefused() {
    return Stream.of(
        refuses(ArchiveRule.LINK, "symlink", plain().with(item -> item.mode = 0120777)),
        refuses(
            ArchiveRule.LINK, "reparse point", plain().with(item -> item.dosAttributes = 0x400)),
        refuses(
            ArchiveRule.EXTRA_FIELD,
            "link target",
            plain().with(item -> item.cExtra = RawZip.extra(0x000d, new byte[16]))),
        refuses(ArchiveRule.SPECIAL_FILE, "device", plain().with(item -> item.mode = 0060644)),
        refuses(ArchiveRule.SPECIAL_FILE, "pipe", plain().with(item -> item.mode = 0010644)),
        refuses(ArchiveRule.SPECIAL_FILE, "setuid", plain().with(item -> item.mode = 0104755)),
        refuses(ArchiveRule.SPECIAL_FILE, "folder", plain().with(item -> item.mode = 0040755)),
        refuses(ArchiveRule.SPECIAL_FILE, "no type", plain().with(item -> item.mode = 0177777)));
  }

  @TestFactory
  Stream<DynamicTest> headersThatDifferAreRefused() {
    return Stream.of(
        refuses(
            ArchiveRule.HEADERS_DIFFER,
            "name",
            plain().with(item -> item.lName = "b/d.txt".getBytes(UTF_8))),
        refuses(
            ArchiveRule.HEADERS_DIFFER,
            "name length",
            plain().with(item -> item.lName = "b/c".getBytes(UTF_8))),
        refuses(ArchiveRule.HEADERS_DIFFER, "method", plain().with(item -> item.lMethod = 0)),
        refuses(ArchiveRule.HEADERS_DIFFER, "flags", plain().with(item -> item.lFlags = 0)),
        refuses(
            ArchiveRule.HEADERS_DIFFER,
            "encrypted in front",
            plain().with(item -> item.lFlags |= 1)),
        refuses(ArchiveRule.HEADERS_DIFFER, "crc", plain().with(item -> item.lCrc++)),
        refuses(ArchiveRule.HEADERS_DIFFER, "packed", plain().with(item -> item.lPacked--)),
        refuses(ArchiveRule.HEADERS_DIFFER, "size", plain().with(item -> item.lSize++)),
        refuses(
            ArchiveRule.HEADERS_DIFFER,
            "zero without descriptor",
            plain().with(item -> item.lCrc = item.lSize = item.lPacked = 0)),
        refuses(
            ArchiveRule.HEADERS_DIFFER,
            "descriptor",
            plain().with(RawZip.Item::describe).with(item -> item.descriptor[5] ^= 1)),
        refuses(
            ArchiveRule.OVERLAP,
            "no descriptor",
            plain().with(RawZip.Item::describe).with(item -> item.descriptor = new byte[0])),
        refuses(
            ArchiveRule.EXTRA_FIELD,
            "other name in Unicode",
            plain().with(item -> item.lExtra = RawZip.extra(0x7075, new byte[12]))),
        refuses(
            ArchiveRule.EXTRA_FIELD,
            "unknown",
            plain().with(item -> item.cExtra = RawZip.extra(0x9999, new byte[2]))),
        refuses(
            ArchiveRule.EXTRA_FIELD,
            "cut short",
            plain().with(item -> item.cExtra = new byte[] {0x55, 0x54, 9, 0, 1})));
  }

  @TestFactory
  Stream<DynamicTest> bytesThatBelongToNobodyAreRefused() {
    byte[] junk = "MZ junk".getBytes(UTF_8);
    byte[] second = plain().and(zip -> {}).bytes();
    RawZip inComment = plain();
    inComment.comment = new RawZip().stored("evil", "x").bytes();
    RawZip endInComment = plain();
    endInComment.comment = Arrays.copyOf(plain().end(0, 0, 0), 30);
    return Stream.of(
        refuses(ArchiveRule.PREFIX, "program", plain().and(zip -> zip.prefix = junk)),
        refuses(
            ArchiveRule.PREFIX,
            "span marker",
            plain().and(zip -> zip.prefix = new byte[] {'P', 'K', 7, 8})),
        refuses(
            ArchiveRule.PREFIX,
            "offsets from the first entry",
            plain()
                .and(zip -> {
                  zip.prefix = junk;
                  zip.directoryAtShift = -junk.length;
                  zip.items.forEach(item -> item.offsetShift = -junk.length);
                })),
        refuses(ArchiveRule.SUFFIX, "", plain().and(zip -> zip.suffix = junk)),
        refuses(
            ArchiveRule.GAP,
            "between",
            new RawZip().stored("a", "x").with(item -> item.gap = junk).stored("b", "y")),
        refuses(
            ArchiveRule.GAP,
            "before the directory",
            plain().and(zip -> zip.beforeDirectory = junk)),
        refuses(ArchiveRule.GAP, "before the end", plain().and(zip -> zip.beforeEnd = junk)),
        refuses(
            ArchiveRule.GAP,
            "after a descriptor",
            plain().with(RawZip.Item::describe).with(item -> item.gap = junk)),
        refuses(ArchiveRule.END_RECORDS, "archive in the comment", inComment),
        refuses(ArchiveRule.END_RECORDS, "end in the comment", endInComment),
        refuses(
            ArchiveRule.GAP, "two archives in a row", plain().and(zip -> zip.beforeEnd = second)),
        refuses(ArchiveRule.COMMENT, "", plain().and(zip -> zip.comment = new byte[1_025])));
  }

  @TestFactory
  Stream<DynamicTest> bombsAreRefused() {
    byte[] lying = RawZip.deflate(ZEROS);
    RawZip nested = new RawZip();
    for (int i = 0; i <= 1_000; i++) {
      nested.stored(i + ".bin", "PK\3\4 and so on");
    }
    return Stream.of(
        refuses(
            ArchiveRule.RATIO,
            "zeros",
            plain().packed("z", new byte[(int) ArchiveLimits.DEFAULT.ratioFreeBytes() + 1])),
        refuses(
            ArchiveRule.SIZE_LIE,
            "less than it gives",
            plain().packed("z", ZEROS).with(item -> item.lSize = item.cSize = 10)),
        refuses(
            ArchiveRule.SIZE_LIE,
            "more than it gives",
            plain().packed("z", new byte[100]).with(item -> item.lSize = item.cSize = 101)),
        refuses(
            ArchiveRule.SIZE_LIE,
            "data after its end",
            plain()
                .packed("z", new byte[100])
                .with(item -> {
                  item.data = Arrays.copyOf(item.data, item.data.length + 5);
                  item.lPacked = item.cPacked = item.data.length;
                })),
        refuses(
            ArchiveRule.SIZE_LIE,
            "stored",
            plain().stored("s", "abc").with(item -> item.lSize = item.cSize = 4)),
        refuses(
            ArchiveRule.ENTRY_SIZE,
            "",
            plain().packed("z", new byte[9]).with(item -> item.lSize = item.cSize = 0x8000_0001)),
        refuses(ArchiveRule.OVERLAP, "one entry under many names", overlapping(lying)),
        refuses(ArchiveRule.OVERLAP, "one header in the data of another", quoted()),
        refuses(ArchiveRule.NESTED, "", nested));
  }

  /// Many entries of the directory that share one local header.
  private static RawZip overlapping(byte[] packed) {
    RawZip zip = new RawZip().packed("0", new byte[0]).with(item -> item.data = packed);
    int length = packed.length;
    zip.with(item -> item.lPacked = item.cPacked = length);
    int at = 30 + 1 + length;
    for (int i = 1; i < 5; i++) {
      zip.stored(String.valueOf(i), "")
          .with(item -> {
            item.hasLocal = false;
            item.offsetShift = -at;
          });
    }
    return zip;
  }

  private static RawZip quoted() {
    RawZip inner = new RawZip().stored("i", "x");
    byte[] header = Arrays.copyOf(inner.bytes(), 32);
    RawZip zip = new RawZip().stored("o", "");
    zip.with(item -> {
      item.data = header;
      item.lPacked = item.cPacked = item.lSize = item.cSize = header.length;
    });
    return zip.stored("i", "x")
        .with(item -> {
          item.hasLocal = false;
          item.offsetShift = -header.length;
        });
  }

  @TestFactory
  Stream<DynamicTest> otherFormsAndDamageAreRefused() {
    return Stream.of(
        refuses(ArchiveRule.ENCRYPTED, "flag", plain().with(item -> item.lFlags = item.cFlags = 1)),
        refuses(
            ArchiveRule.ENCRYPTED,
            "AES",
            plain().with(item -> item.cExtra = RawZip.extra(0x9901, new byte[7]))),
        refuses(ArchiveRule.METHOD, "LZMA", plain().with(item -> item.lMethod = item.cMethod = 14)),
        refuses(ArchiveRule.FLAGS, "patched", plain().with(item -> item.cFlags |= 1 << 5)),
        refuses(ArchiveRule.MULTI_DISK, "", plain().and(zip -> zip.disk = 1)),
        refuses(
            ArchiveRule.DIRECTORY,
            "more entries than there are",
            plain().and(zip -> zip.entriesShift = 1)),
        refuses(
            ArchiveRule.DIRECTORY,
            "fewer entries than there are",
            plain().and(zip -> zip.entriesShift = -1)),
        refuses(
            ArchiveRule.DIRECTORY,
            "beyond the file",
            plain().and(zip -> zip.directoryAtShift = 1_000_000)),
        refuses(ArchiveRule.GAP, "too short", plain().and(zip -> zip.directoryBytesShift = -1)),
        refuses(
            ArchiveRule.LOCAL_HEADER,
            "entry beyond the directory",
            plain().with(item -> item.offsetShift = 1_000_000)),
        refuses(ArchiveRule.ZIP64, "not there", plain().with(item -> item.cSize = -1)),
        refuses(
            ArchiveRule.ZIP64,
            "not needed",
            plain()
                .with(item -> {
                  item.cExtra = RawZip.extra(1, RawZip.numbers(8).putLong(item.cSize).array());
                  item.cSize = -1;
                })),
        refuses(
            ArchiveRule.ZIP64,
            "said twice",
            plain()
                .with(item -> item.cExtra = RawZip.extra(1, RawZip.numbers(8).putLong(9).array()))),
        refuses(ArchiveRule.CHECKSUM, "", plain().with(item -> item.lCrc = ++item.cCrc)),
        refuses(
            ArchiveRule.CONTENT,
            "not deflate",
            plain().with(item -> Arrays.fill(item.data, (byte) 0xFF))),
        refuses(
            ArchiveRule.CONTENT,
            "no end",
            plain()
                .with(item -> {
                  item.data = Arrays.copyOf(item.data, 3);
                  item.lPacked = item.cPacked = 3;
                })),
        refuses(ArchiveRule.TRUNCATED, "", "PK\3\4".getBytes(UTF_8)));
  }

  @Test
  void tooManyEntriesAreRefusedBeforeTheyAreRead() throws IOException {
    RawZip many = new RawZip();
    for (int i = 0; i < 101; i++) {
      many.stored("f" + i, "");
    }
    ArchiveLimits few = new ArchiveLimits(100, 1 << 20, 99, 99, 99, 99, 200, 1, 1);
    MemorySource source = new MemorySource(many.bytes());

    Verdict verdict = new Preflight(few).examine(source);

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.rule()).isEqualTo(ArchiveRule.ENTRIES));
    assertThat(source.readBytes).isLessThan(66_000);
  }

  @Test
  void aCutAtAnyLengthIsAVerdictAndNeverClean() throws IOException {
    byte[] whole =
        plain().with(RawZip.Item::describe).and(zip -> zip.comment = new byte[9]).bytes();

    for (int length = 0; length < whole.length; length++) {
      Verdict verdict = examine(Arrays.copyOf(whole, length));
      assertThat(verdict).as("cut at %d", length).isNotInstanceOf(Clean.class);
      if (length >= 4) {
        assertThat(verdict).as("cut at %d", length).isInstanceOf(Refused.class);
      }
    }
  }

  @Test
  void anyFlippedBitIsAVerdict() throws IOException {
    byte[] whole = plain().bytes();

    for (int bit = 0; bit < whole.length * 8; bit++) {
      byte[] flipped = whole.clone();
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(examine(flipped)).isNotNull();
    }
  }

  @Test
  void whatIsNoArchiveIsDataWhateverItHolds() throws IOException {
    byte[] text = "The signature is PK\5\6, which means nothing here.".repeat(9).getBytes(UTF_8);

    assertThat(examine(new byte[0])).isEqualTo(new NotAnArchive(Opaque.DATA));
    assertThat(examine(text)).isEqualTo(new NotAnArchive(Opaque.DATA));
    assertThat(examine("MZ program".getBytes(UTF_8))).isEqualTo(new NotAnArchive(Opaque.PROGRAM));
    assertThat(examine("MCDF\1....".getBytes(UTF_8)))
        .isEqualTo(new NotAnArchive(Opaque.MARE_CHARACTER));
    assertThat(examine("Rar!\32\7\1\0".getBytes(UTF_8)))
        .isEqualTo(new NotAnArchive(Opaque.OTHER_ARCHIVE));
  }

  @Test
  void aRefusalNamesTheEntrySafely() throws IOException {
    Verdict verdict = examine(plain().stored("../\u001b[2J\u202eevil", "x").bytes());

    assertThat(verdict)
        .isInstanceOfSatisfying(
            Refused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(ArchiveCode.ARCHIVE_UNSAFE);
              assertThat(refused.entry()).contains("../[2Jevil");
              assertThat(refused.sentence()).contains("../[2Jevil").doesNotContain("\u001b");
            });
  }
}
