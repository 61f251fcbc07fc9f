package dev.starshell.harness.lab.crash;

import dev.starshell.harness.archive.ArchiveGenerator;
import dev.starshell.harness.archive.LibraryPlan;
import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Two hosts, of which one dies at a named step while archives are added, changed and removed, and
/// is started again. Each death must leave nothing lost, nothing double and nothing half. The same
/// two homes serve all deaths.
///
/// Thread: one.
public final class CrashLab implements AutoCloseable {
  private static final String LIBRARY = "mods";
  private static final Duration SYNC_MAX = Duration.ofSeconds(60);
  private static final int ARCHIVE_BYTES = 400_000;
  private static final Pattern LOADED = Pattern.compile("state loaded.*millis=(\\d+)");

  /// What an installation that was not settled leaves.
  private static final Pattern LEFT = Pattern.compile("\\.new-\\d+|\\.old-\\d+|.*\\.part");

  private final HostLab lab;
  private final Path library;
  private final Path spare;
  private final Member sender;
  private final Member receiver;
  private long seed;

  private CrashLab(HostLab lab) throws IOException, InterruptedException {
    this.lab = lab;
    this.library = Files.createDirectories(lab.folder().resolve("shared"));
    this.spare = lab.folder().resolve("spare");
    this.sender = lab.start("Ann", settings -> settings.withLanes(1, 3));
    this.receiver = lab.start("Bob", settings -> settings.withLanes(1, 3).withRemoved("delete"));
  }

  /// Starts two hosts in a lab and has one share what the other takes.
  public static CrashLab open(HostLab lab) throws IOException, InterruptedException {
    CrashLab crash = new CrashLab(lab);
    crash.begin();
    return crash;
  }

  private void begin() throws IOException, InterruptedException {
    sender.create("Raid night");
    receiver.join(sender.invite());
    put("changes.zip", next());
    put("goes.zip", next());
    sender.share(library, LIBRARY);
    awaitCopy();
  }

  /// A generated archive that nobody has seen.
  private Path next() throws IOException {
    seed++;
    Path folder = Files.createDirectories(spare.resolve(Long.toString(seed)));
    ArchiveGenerator.generate(LibraryPlan.of(seed, 1, ARCHIVE_BYTES, 0), folder);
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).findFirst().orElseThrow();
    }
  }

  private void put(String name, Path archive) throws IOException {
    Files.move(
        archive,
        library.resolve(name),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /// Has a host die at a step, starts it again and looks.
  public CrashRow die(CrashStep step) throws IOException, InterruptedException {
    Member victim = step.isSenders() ? sender : receiver;
    victim.process().kill();
    victim.process().restart(List.of("-D" + CrashStep.PROPERTY + "=" + step.name()));
    sender.await("the link", SYNC_MAX, member -> member.status().links() > 0);
    long sentBefore = sender.status().traffic().contentSent();
    long needed = change();
    int exit = victim.process().awaitEnd();
    long from = System.nanoTime();
    victim.process().restart();
    awaitCopy();
    long back = Duration.ofNanos(System.nanoTime() - from).toMillis();
    long sent = step.isSenders() ? -1 : sender.status().traffic().contentSent() - sentBefore;
    return new CrashRow(step, exit, loadMillis(victim), back, needed, sent, wrong(exit));
  }

  /// One archive comes, one changes, one goes and another comes in its place.
  ///
  /// @return how many bytes must travel
  private long change() throws IOException {
    Path fresh = next();
    Path changed = next();
    long bytes = Files.size(fresh) + Files.size(changed);
    put("new-" + seed + ".zip", fresh);
    put("changes.zip", changed);
    try (Stream<Path> files = Files.list(library)) {
      TreeSet<Path> removable = new TreeSet<>();
      files
          .filter(file -> !file.endsWith("changes.zip") && !file.endsWith("new-" + seed + ".zip"))
          .forEach(removable::add);
      Files.delete(removable.first());
    }
    return bytes;
  }

  private void awaitCopy() throws IOException, InterruptedException {
    receiver.await(
        "all that is shared",
        SYNC_MAX,
        member ->
            TreeCheck.sizes(library)
                    .equals(TreeCheck.sizes(member.installed(sender.name(), LIBRARY)))
                && member.status().inSync()
                && TreeCheck.compare(library, member.installed(sender.name(), LIBRARY))
                    .differences()
                    .isEmpty());
  }

  private List<String> wrong(int exit) throws IOException {
    List<String> wrong = new ArrayList<>();
    if (exit != CrashStep.EXIT_CODE) {
      wrong.add("it did not die at the step");
    }
    wrong.addAll(
        TreeCheck.compare(library, receiver.installed(sender.name(), LIBRARY)).differences());
    wrong.addAll(receiver.problems());
    wrong.addAll(sender.problems());
    try (Stream<Path> files = Files.walk(receiver.process().home().resolve("mods"))) {
      files
          .filter(file -> LEFT.matcher(String.valueOf(file.getFileName())).matches())
          .forEach(file -> wrong.add("left behind: " + file.getFileName()));
    }
    if (countOfHistory() != 1) {
      wrong.add("the last version installs something twice");
    }
    return wrong;
  }

  /// How often the newest archive was installed, as the history says.
  private long countOfHistory() throws IOException {
    long count = 0;
    BridgeReply listed = receiver.run("sync history");
    for (var version : listed.data().path("versions")) {
      BridgeReply one = receiver.run("sync history " + version.path("version").asLong());
      for (var change : one.data().path("changes")) {
        if (change.path("place").asText().endsWith("/new-" + seed + ".zip")) {
          count++;
        }
      }
    }
    return count;
  }

  private static long loadMillis(Member victim) throws IOException {
    long last = -1;
    Matcher loaded = LOADED.matcher(victim.process().logTail(400));
    while (loaded.find()) {
      last = Long.parseLong(loaded.group(1));
    }
    return last;
  }

  @Override
  public void close() {
    lab.close();
  }
}
