package dev.starshell.syncshell.receipt.file;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.receipt.Deliveries;
import dev.starshell.syncshell.receipt.ReceiptFile;
import dev.starshell.syncshell.receipt.ReceiptTime;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `./starshell verify-receipts FILE`: whether a file of receipts is genuine, and what it proves.
/// It needs the file and nothing else. Exit 0: genuine. 1: not, or it does not speak of the archive
/// that was asked for. 64: wrong words.
public final class VerifyReceipts {
  private static final int EXIT_REFUSED = 1;
  private static final int EXIT_USAGE = 64;
  private static final String USAGE =
      """
      usage: ./starshell verify-receipts FILE [--archive ARCHIVE] [--json]

        FILE               made by 'sync receipts export FILE'
        --archive ARCHIVE  only who has received exactly this file
        --json             for scripts
      """;

  private final PrintStream out;
  private final PrintStream err;

  private VerifyReceipts(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /// Verifies and ends the process.
  public static void main(String[] args) {
    System.exit(run(List.of(args), System.out, System.err));
  }

  /// Verifies and says what it found.
  ///
  /// @return the exit code
  public static int run(List<String> args, PrintStream out, PrintStream err) {
    return new VerifyReceipts(out, err).run(args);
  }

  private int run(List<String> args) {
    List<String> words = new ArrayList<>(args);
    boolean isJson = words.removeIf("--json"::equals);
    int option = words.indexOf("--archive");
    Optional<String> archive = Optional.empty();
    if (option >= 0 && option + 1 < words.size()) {
      archive = Optional.of(words.remove(option + 1));
      words.remove(option);
    }
    if (words.size() != 1 || words.getFirst().startsWith("--")) {
      err.print(USAGE);
      return EXIT_USAGE;
    }
    String reading = words.getFirst();
    try {
      ReceiptFile.Verdict verdict = ReceiptFile.read(content(reading));
      if (archive.isPresent()) {
        reading = archive.get();
      }
      Optional<Root> root = archive.isPresent() ? Optional.of(root(reading)) : Optional.empty();
      return switch (verdict) {
        case ReceiptFile.Verdict.Refused(String code, String sentence) -> refused(code, sentence);
        case ReceiptFile.Verdict.Genuine(ReceiptFile file) -> genuine(file, root, isJson);
      };
    } catch (IOException | InvalidPathException e) {
      return refused(
          "FILE_UNREADABLE", reading + " cannot be read. Check that it is there and readable.");
    }
  }

  private int refused(String code, String sentence) {
    err.println(code + ": " + sentence);
    return EXIT_REFUSED;
  }

  private static Bytes content(String file) throws IOException {
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      return Bytes.copyOf(in.readNBytes(ReceiptFile.BYTES_MAX + 1024));
    }
  }

  private static Root root(String archive) throws IOException {
    try (FileChannel in = FileChannel.open(Path.of(archive))) {
      ArchiveHasher hasher = new ArchiveHasher();
      while (in.read(hasher.room()) >= 0) {
        hasher.take();
      }
      return hasher.finish().root();
    }
  }

  private int genuine(ReceiptFile file, Optional<Root> only, boolean isJson) {
    List<Deliveries.Archive> archives =
        Deliveries.of(file.receipts()).stream()
            .filter(one -> only.isEmpty() || one.root().equals(only.get()))
            .toList();
    if (isJson) {
      out.println(json(file, archives));
    } else {
      print(file, archives);
    }
    boolean isProven = archives.stream().anyMatch(Deliveries.Archive::isWhole);
    return only.isPresent() && !isProven
        ? refused(
            "NOT_RECEIPTED",
            "The file is genuine, but no receipt in it is for the whole of archive "
                + only.get().toHex()
                + ".")
        : 0;
  }

  private void print(ReceiptFile file, List<Deliveries.Archive> archives) {
    out.println(
        "GENUINE: " + file.receipts().size() + " receipts, each signed by its receiver's key");
    out.println("sender    " + MemberKeyText.format(file.sender()));
    out.println("made      " + ReceiptTime.text(file.seconds()) + " by the sender's clock");
    for (Deliveries.Archive archive : archives) {
      out.println(
          (archive.isWhole()
                  ? "received  "
                  : "partly    " + archive.parcels() + " of " + archive.of() + " parcels  ")
              + ReceiptTime.text(archive.seconds())
              + "  "
              + archive.root().toHex()
              + "  by "
              + MemberKeyText.format(archive.receiver()));
    }
    out.println(
        "Times are by the receivers' clocks. Compare keys with 'sync id' and 'sync members'.");
  }

  /// Nothing in it needs escaping: keys, digests, times and numbers.
  private static String json(ReceiptFile file, List<Deliveries.Archive> archives) {
    List<String> rows = new ArrayList<>();
    for (Deliveries.Archive archive : archives) {
      rows.add(
          String.format(
              "{\"receiver\":\"%s\",\"root\":\"%s\",\"whole\":%b,\"parcels\":%d,\"of\":%d,"
                  + "\"time\":\"%s\"}",
              MemberKeyText.format(archive.receiver()),
              archive.root().toHex(),
              archive.isWhole(),
              archive.parcels(),
              archive.of(),
              ReceiptTime.text(archive.seconds())));
    }
    return String.format(
        "{\"genuine\":true,\"sender\":\"%s\",\"made\":\"%s\",\"receipts\":%d,\"archives\":[%s]}",
        MemberKeyText.format(file.sender()),
        ReceiptTime.text(file.seconds()),
        file.receipts().size(),
        String.join(",", rows));
  }
}
