package dev.starshell.harness.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.TreeCheck;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArchiveGeneratorIT {
  @TempDir Path temp;

  @Test
  void everyArchiveIsAValidZipOfAboutItsPlannedSize() throws IOException {
    LibraryPlan plan = LibraryPlan.of(1, 12, 12_000_000, 3);

    List<Path> files = ArchiveGenerator.generate(plan, temp);

    assertThat(files).hasSize(15);
    for (ArchivePlan archive : plan.archives()) {
      Path file = temp.resolve(archive.names().getFirst());
      assertThat(entries(file)).isNotEmpty();
      assertThat((double) Files.size(file))
          .as(archive.names().getFirst())
          .isBetween(archive.sizeBytes() * 0.9, archive.sizeBytes() * 1.1);
    }
  }

  @Test
  void eachKindHasTheFilesThatItsLoaderLooksFor() throws IOException {
    ArchiveGenerator.generate(LibraryPlan.of(2, 4, 1_000_000, 0), temp);

    for (String name : TreeCheck.sizes(temp).keySet()) {
      String wanted =
          switch (name.substring(name.lastIndexOf('.'))) {
            case ".jar" -> "fabric.mod.json";
            case ".zip" -> "pack.mcmeta";
            case ".ttmp2" -> "TTMPD.mpd";
            default -> "default_mod.json";
          };
      assertThat(entries(temp.resolve(name))).as(name).contains(wanted);
    }
  }

  @Test
  void theSameSeedGivesTheSameBytes() throws IOException {
    LibraryPlan plan = LibraryPlan.of(9, 8, 3_000_000, 2);

    ArchiveGenerator.generate(plan, temp.resolve("one"));
    ArchiveGenerator.generate(plan, temp.resolve("two"));

    assertThat(TreeCheck.compare(temp.resolve("one"), temp.resolve("two")).differences()).isEmpty();
    assertThat(TreeCheck.uniqueBytes(temp.resolve("one")))
        .isLessThan(TreeCheck.sizes(temp.resolve("one")).values().stream().mapToLong(s -> s).sum());
  }

  @Test
  void theContentCannotBeCompressedMuch() throws IOException {
    Path file = ArchiveGenerator.generate(LibraryPlan.of(4, 1, 2_000_000, 0), temp).getFirst();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();

    try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(9))) {
      Files.copy(file, out);
    }

    assertThat(packed.size()).isGreaterThan((int) (Files.size(file) * 0.95));
  }

  @Test
  void anInsertionKeepsTheZipValidAndAllOtherEntriesAsTheyWere() throws IOException {
    for (Path file : ArchiveGenerator.generate(LibraryPlan.of(5, 4, 2_000_000, 0), temp)) {
      List<String> before = entries(file);
      byte[] old = Files.readAllBytes(file);

      long grown = ArchiveEditor.insertNearFront(file, 1_000, 77);

      byte[] changed = Files.readAllBytes(file);
      assertThat(grown).isBetween(1_000L, 1_200L);
      assertThat(entries(file)).containsAll(before).hasSize(before.size() + 1);
      int same = java.util.Arrays.mismatch(old, changed);
      assertThat(same).as("first changed byte").isLessThan(16_384 + 1_000);
      assertThat(TreeCheck.sizes(temp)).hasSize(4);
    }
  }

  @Test
  void aFileThatIsNoZipGrowsByTheInsertedBytes() throws IOException {
    Path file = temp.resolve("plain.bin");
    byte[] old = new Dice(1).bytes(5_000);
    Files.write(file, old);

    long grown = ArchiveEditor.insertNearFront(file, 1_000, 1);

    byte[] changed = Files.readAllBytes(file);
    assertThat(grown).isEqualTo(1_000);
    assertThat(java.util.Arrays.copyOfRange(changed, 1_100, 6_000))
        .isEqualTo(java.util.Arrays.copyOfRange(old, 100, 5_000));
  }

  /// Reads every entry, which checks every checksum.
  private static List<String> entries(Path file) throws IOException {
    List<String> names = new ArrayList<>();
    try (ZipFile zip = new ZipFile(file.toFile())) {
      for (Enumeration<? extends ZipEntry> e = zip.entries(); e.hasMoreElements(); ) {
        ZipEntry entry = e.nextElement();
        try (InputStream in = zip.getInputStream(entry)) {
          assertThat(in.readAllBytes()).as(entry.getName()).hasSize((int) entry.getSize());
        }
        names.add(entry.getName());
      }
    }
    return names;
  }
}
