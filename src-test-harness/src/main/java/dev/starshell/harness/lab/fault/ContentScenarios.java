package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import dev.starshell.harness.lab.wire.Cable.Account;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/// Content that is altered, very large, or in very many pieces.
final class ContentScenarios {
  private static final Duration TRANSFER_MAX = Duration.ofMinutes(10);
  private static final long BIG_BYTES = 1_100_000_000;
  private static final int SMALL_FILES = 1_000;
  private static final int SMALL_BYTES = 4_096;

  private ContentScenarios() {}

  static List<LabScenario> all() {
    return List.of(
        new LabScenario(
            "corrupt",
            "2 % of packets altered, 2 % doubled, 5 % out of order",
            ContentScenarios::corrupt),
        new LabScenario(
            "altered",
            "a shared file's bytes change while it is sent, its size and time do not",
            ContentScenarios::altered),
        new LabScenario(
            "big", "one file of 1.1 GB, the path ended in the middle", ContentScenarios::big),
        new LabScenario(
            "small",
            "1,000 files of 4 KiB, the path ended in the middle",
            ContentScenarios::small));
  }

  private static void corrupt(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage =
            Stage.open(
                setting,
                settings -> settings,
                lab -> lab.link(Stage.ANN, Stage.BOB).rtt(20).corrupt(2).duplicate(2).reorder(5));
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.usual(stage.folder(), stage.seed(), 12, 16_000_000);
      stage.share(mods);
      stage.awaitCopy(mods, TRANSFER_MAX);
      Account.Oddities oddities = stage.path().account().oddities();
      findings.injected(
          oddities.corrupted() > 0 && oddities.duplicated() > 0 && oddities.reordered() > 0,
          "%,d packets altered, %,d doubled, %,d out of order",
          oddities.corrupted(),
          oddities.duplicated(),
          oddities.reordered());
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
    }
  }

  private static void altered(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage = Stage.open(setting, settings -> settings.withUpload("2 MiB/s"));
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.even(stage.folder(), stage.seed(), 8, 2_000_000);
      stage.share(mods);
      progress.await(2_000_000, TRANSFER_MAX);
      Path last = unsent(stage, mods);
      String name = mods.relativize(last).toString();
      String before = TreeCheck.sha256(last);
      flipMiddle(last);
      findings.injected(
          !TreeCheck.sha256(last).equals(before),
          "a byte of %s turned over, size and time as before",
          name);
      stage
          .bob()
          .await(
              "all others",
              TRANSFER_MAX,
              bob -> TreeCheck.sizes(bob.installed(Stage.ANN, Stage.LIBRARY)).size() >= 7);
      Pause.millis(5_000);
      Path copy = stage.bob().installed(Stage.ANN, Stage.LIBRARY).resolve(name);
      findings.holds(
          Files.notExists(copy), "the altered archive did not appear under its old name");
      findings.figure(
          "Ann says: %s", stage.ann().problems().stream().findFirst().orElse("nothing"));

      stage.say("letting its time change, so that it is looked at again");
      Files.setLastModifiedTime(
          last, FileTime.fromMillis(Files.getLastModifiedTime(last).toMillis() + 5_000));
      stage.awaitCopy(mods, TRANSFER_MAX);
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
    }
  }

  /// The file that is last in order of what Bob does not have at all.
  private static Path unsent(Stage stage, Path mods) throws IOException {
    Path there = stage.bob().installed(Stage.ANN, Stage.LIBRARY);
    return TreeCheck.sizes(mods).keySet().stream()
        .filter(name -> Files.notExists(there.resolve(name)))
        .max(Comparator.naturalOrder())
        .map(mods::resolve)
        .orElseThrow(() -> new IOException("all was sent before a file could be altered"));
  }

  private static void flipMiddle(Path file) throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    long at = Files.size(file) / 2;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      one.put(0, (byte) (one.get(0) ^ 1)).flip();
      channel.write(one, at);
    }
    Files.setLastModifiedTime(file, time);
  }

  private static void big(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage = Stage.open(setting, settings -> settings)) {
      stage.say("writing 1.1 GB");
      Path mods = Libraries.even(stage.folder(), stage.seed(), 1, BIG_BYTES);
      dropInTheMiddle(stage, mods, BIG_BYTES, findings);
    }
  }

  private static void small(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage = Stage.open(setting, settings -> settings.withUpload("1 MiB/s"))) {
      Path mods = Libraries.even(stage.folder(), stage.seed(), SMALL_FILES, SMALL_BYTES);
      dropInTheMiddle(stage, mods, (long) SMALL_FILES * SMALL_BYTES, findings);
    }
  }

  private static void dropInTheMiddle(Stage stage, Path mods, long bytes, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException {
    try (Progress progress = new Progress(stage.bob())) {
      stage.share(mods);
      progress.await(bytes / 2, TRANSFER_MAX);
      int flows = stage.path().drop();
      long dropped = System.nanoTime();
      stage.say("ended " + flows + " flows");
      double first = progress.firstAfter(dropped + 500_000_000L, TRANSFER_MAX) + 0.5;
      stage.awaitCopy(mods, TRANSFER_MAX);
      findings.injected(
          flows > 0 && stage.path().account().flowEnded() > 0,
          "%d flows ended for good, %,d packets lost in them",
          flows,
          stage.path().account().flowEnded());
      findings.figure("first new bytes %.1f s after the drop", first);
      findings.figure(
          "whole transfer %.1f s",
          (progress.series().when(bytes) - progress.series().when(1)) / 1e9);
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
      findings.figure(
          "peak memory: Ann %d MiB, Bob %d MiB",
          stage.ann().process().peakResidentBytes() >> 20,
          stage.bob().process().peakResidentBytes() >> 20);
    }
  }
}
