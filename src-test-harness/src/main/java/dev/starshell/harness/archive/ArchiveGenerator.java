package dev.starshell.harness.archive;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Makes valid archives of each [ArchiveKind]: the descriptions a mod loader looks for come first,
/// then incompressible content. The same plan gives the same bytes on every machine.
public final class ArchiveGenerator {
  private static final LocalDateTime MADE = LocalDateTime.of(2025, 6, 1, 12, 0, 0);
  private static final int PIECE_BYTES = 1 << 20;

  /// About what one stored entry adds to a ZIP: local and central header and both names.
  private static final int ENTRY_BYTES = 160;

  private ArchiveGenerator() {}

  /// Makes a whole library below a folder.
  ///
  /// @return the files, in the order of the plan
  public static List<Path> generate(LibraryPlan plan, Path folder) throws IOException {
    List<Path> made = new ArrayList<>();
    for (ArchivePlan archive : plan.archives()) {
      made.addAll(generate(archive, folder));
    }
    return made;
  }

  /// Makes one archive, under each of its names.
  public static List<Path> generate(ArchivePlan plan, Path folder) throws IOException {
    List<Path> made = new ArrayList<>();
    for (String name : plan.names()) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      if (made.isEmpty()) {
        write(plan, file);
      } else {
        Files.copy(made.getFirst(), file);
      }
      made.add(file);
    }
    return made;
  }

  private static void write(ArchivePlan plan, Path file) throws IOException {
    Dice dice = new Dice(plan.seed());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
      zip.setLevel(Deflater.BEST_SPEED);
      switch (plan.kind()) {
        case JAR -> writeJar(plan, dice, zip);
        case ZIP -> writeResourcePack(plan, dice, zip);
        case TTMP2 -> writeTexToolsPack(plan, dice, zip);
        case PMP -> writePenumbraPack(plan, dice, zip);
      }
    }
  }

  private static void writeJar(ArchivePlan plan, Dice dice, ZipOutputStream zip)
      throws IOException {
    String id = plan.title().replaceAll("[^a-z]+", "_");
    text(zip, "META-INF/MANIFEST.MF", "Manifest-Version: 1.0\r\nCreated-By: 25\r\n\r\n");
    text(zip, "fabric.mod.json", Descriptions.fabric(id, plan.title()));
    text(zip, "assets/" + id + "/lang/en_us.json", "{\"item." + id + ".lamp\":\"Lamp\"}\n");
    byte[] icon = png(dice, 4_000);
    stored(zip, "assets/" + id + "/icon.png", icon);
    long left = plan.sizeBytes() - icon.length - 1_500;
    for (int i = 0; left > 0; i++) {
      boolean isClass = i % 3 == 0;
      int size = (int) Math.min(left, isClass ? 9_000 : 220_000);
      String name = isClass ? "net/" + id + "/Part" + i + ".class" : texture(id, i);
      stored(zip, name, isClass ? classFile(dice, size) : png(dice, size));
      left -= size + ENTRY_BYTES;
    }
  }

  private static void writeResourcePack(ArchivePlan plan, Dice dice, ZipOutputStream zip)
      throws IOException {
    text(zip, "pack.mcmeta", Descriptions.resourcePack(plan.title()));
    long left = plan.sizeBytes() - 400;
    for (int i = 0; left > 0; i++) {
      int size = (int) Math.min(left, 20_000 + dice.nextInt(400_000));
      stored(zip, texture("minecraft", i), png(dice, size));
      left -= size + ENTRY_BYTES;
    }
  }

  private static void writeTexToolsPack(ArchivePlan plan, Dice dice, ZipOutputStream zip)
      throws IOException {
    long data = plan.sizeBytes() - 2_000;
    text(zip, "TTMPL.mpl", Descriptions.texToolsList(plan.title(), data));
    content(zip, "TTMPD.mpd", dice, data);
  }

  private static void writePenumbraPack(ArchivePlan plan, Dice dice, ZipOutputStream zip)
      throws IOException {
    long left = plan.sizeBytes() - 1_500;
    List<String> files = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; left > 0; i++) {
      int size = (int) Math.min(left, 60_000 + dice.nextInt(3_000_000));
      files.add("files/part_" + i + (i % 4 == 0 ? ".mdl" : i % 4 == 1 ? ".mtrl" : ".tex"));
      sizes.add(size);
      left -= size + ENTRY_BYTES + 100;
    }
    text(zip, "meta.json", Descriptions.penumbraMeta(plan.title()));
    text(zip, "default_mod.json", Descriptions.penumbraDefault(files));
    text(zip, "group_001_colour.json", Descriptions.penumbraGroup());
    for (int i = 0; i < files.size(); i++) {
      content(zip, files.get(i), dice, sizes.get(i));
    }
  }

  private static String texture(String id, int index) {
    return "assets/" + id + "/textures/block/tile_" + index + ".png";
  }

  private static byte[] png(Dice dice, int sizeBytes) {
    byte[] bytes = dice.bytes(Math.max(sizeBytes, 8));
    byte[] signature = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    System.arraycopy(signature, 0, bytes, 0, signature.length);
    return bytes;
  }

  private static byte[] classFile(Dice dice, int sizeBytes) {
    byte[] bytes = dice.bytes(Math.max(sizeBytes, 8));
    byte[] magic = {(byte) 0xca, (byte) 0xfe, (byte) 0xba, (byte) 0xbe, 0, 0, 0, 69};
    System.arraycopy(magic, 0, bytes, 0, magic.length);
    return bytes;
  }

  private static void text(ZipOutputStream zip, String name, String text) throws IOException {
    ZipEntry entry = new ZipEntry(name);
    entry.setTimeLocal(MADE);
    zip.putNextEntry(entry);
    zip.write(text.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  private static void stored(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    zip.putNextEntry(storedEntry(name, bytes.length, crc.getValue()));
    zip.write(bytes);
    zip.closeEntry();
  }

  /// Writes a large entry piece by piece. Its checksum stands before it, so it is made twice.
  private static void content(ZipOutputStream zip, String name, Dice dice, long sizeBytes)
      throws IOException {
    long seed = dice.nextLong();
    byte[] piece = new byte[PIECE_BYTES];
    CRC32 crc = new CRC32();
    Dice first = new Dice(seed);
    for (long left = sizeBytes; left > 0; left -= PIECE_BYTES) {
      int size = (int) Math.min(left, PIECE_BYTES);
      first.fill(piece, 0, size);
      crc.update(piece, 0, size);
    }
    zip.putNextEntry(storedEntry(name, sizeBytes, crc.getValue()));
    Dice second = new Dice(seed);
    for (long left = sizeBytes; left > 0; left -= PIECE_BYTES) {
      int size = (int) Math.min(left, PIECE_BYTES);
      second.fill(piece, 0, size);
      zip.write(piece, 0, size);
    }
    zip.closeEntry();
  }

  private static ZipEntry storedEntry(String name, long sizeBytes, long crc) {
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setTimeLocal(MADE);
    entry.setSize(sizeBytes);
    entry.setCompressedSize(sizeBytes);
    entry.setCrc(crc);
    return entry;
  }
}
