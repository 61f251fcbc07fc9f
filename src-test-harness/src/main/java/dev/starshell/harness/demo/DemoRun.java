package dev.starshell.harness.demo;

import dev.starshell.harness.archive.ArchiveEditor;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Lane;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberStatus;
import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// One run of the demo: three members, two rounds.
///
/// Thread: one.
final class DemoRun {
  static final List<String> OWNERS = List.of("A", "B");

  private static final int CHANGED_ARCHIVES = 4;
  private static final int CHANGED_BYTES = 1_000;
  private static final int POLL_MILLIS = 90;
  private static final Duration QUIET_MAX = Duration.ofSeconds(90);

  private final HostLab lab;
  private final List<Shared> shared;
  private final PrintStream out;
  private final LaneView view;
  private final long seed;
  private final List<Round> rounds = new ArrayList<>();
  private Set<String> oldLanes = new HashSet<>();

  DemoRun(HostLab lab, List<Shared> shared, PrintStream out, LaneView view, long seed) {
    this.lab = lab;
    this.shared = List.copyOf(shared);
    this.out = out;
    this.view = view;
    this.seed = seed;
  }

  /// Starts the hosts, makes the shell and lets everybody in.
  void gather() throws IOException, InterruptedException {
    List<Member> members = lab.startAll("A", "B", "C");
    out.println("hosts    A, B and C run, each with a home of its own");
    out.println("policy   code is installed at once here; your own hosts hold it for you");
    Member owner = members.getFirst();
    owner.create("Demo");
    out.println("shell    A has created \"Demo\"; its relay listens on loopback");
    for (Member guest : members.subList(1, members.size())) {
      guest.join(owner.invite());
      out.println("join     " + guest.name() + " has joined with an invite of its own");
    }
  }

  /// Shares all libraries and waits until everybody has everything.
  Round first() throws IOException, InterruptedException {
    long expected = 0;
    long files = 0;
    for (Shared one : shared) {
      expected += TreeCheck.uniqueBytes(one.folder()) * (lab.members().size() - 1);
      files += TreeCheck.sizes(one.folder()).size();
    }
    out.println("share    " + files + " files, to two other members each");
    out.println();
    Traffic before = traffic();
    long from = System.nanoTime();
    for (Shared one : shared) {
      lab.member(one.owner()).share(one.folder(), one.library());
    }
    return finish("first sync", expected, before, from);
  }

  /// Changes a few archives a little and waits until everybody has the new ones.
  Round second() throws IOException, InterruptedException {
    Traffic before = traffic();
    long from = System.nanoTime();
    List<Path> changed = Shared.spread(shared, CHANGED_ARCHIVES);
    for (int i = 0; i < changed.size(); i++) {
      ArchiveEditor.insertNearFront(changed.get(i), CHANGED_BYTES, seed * 31 + i);
      out.println(
          "change   "
              + CHANGED_BYTES
              + " bytes put near the front of "
              + changed.get(i).getFileName());
    }
    out.println();
    return finish(changed.size() + " archives changed", 0, before, from);
  }

  private Round finish(String title, long expected, Traffic before, long from)
      throws IOException, InterruptedException {
    LaneBoard board = new LaneBoard(oldLanes);
    watch(title, board, from);
    double seconds = seconds(from);
    oldLanes = board.keys();
    out.println();
    out.println("check    hashing every received file with SHA-256");
    TreeCheck.Result check = new TreeCheck.Result(0, 0, List.of());
    for (Shared one : shared) {
      for (Member member : receivers(one)) {
        check =
            check.plus(
                TreeCheck.compare(one.folder(), member.installed(one.owner(), one.library())));
      }
    }
    check.differences().forEach(line -> out.println("WRONG    " + line));
    long channels = board.lanes().stream().filter(lane -> lane.bytes() > 0).count();
    Round round = new Round(title, expected, traffic().minus(before), channels, seconds, check);
    rounds.add(round);
    return round;
  }

  /// Shows lanes until all members are in step and all files are as large as their sources.
  private void watch(String title, LaneBoard board, long from)
      throws IOException, InterruptedException {
    long movedAt = System.nanoTime();
    long movedBytes = -1;
    while (true) {
      List<Lane> closed = new ArrayList<>();
      boolean isIdle = true;
      long received = 0;
      for (Member member : lab.members()) {
        requireAlive(member);
        closed.addAll(board.update(member.name(), member.lanes()));
        MemberStatus status = member.status();
        isIdle &= status.inSync() && !status.scanning();
        received += status.traffic().contentReceived();
      }
      boolean isDone = isIdle && board.closed() == board.lanes().size() && areSizesRight();
      view.show(heading(title, board, from), board, closed, isDone);
      if (isDone) {
        return;
      }
      if (received != movedBytes) {
        movedBytes = received;
        movedAt = System.nanoTime();
      } else if (System.nanoTime() - movedAt > QUIET_MAX.toNanos()) {
        throw new IOException(
            "nothing moved for " + QUIET_MAX.toSeconds() + " s; missing: " + firstMissing());
      }
      Pause.millis(POLL_MILLIS);
    }
  }

  private static void requireAlive(Member member) throws IOException {
    if (!member.process().isAlive()) {
      throw new IOException("host " + member.name() + " has ended by itself");
    }
  }

  private String heading(String title, LaneBoard board, long from) {
    double seconds = seconds(from);
    return title
        + ": "
        + Figures.bytes(board.bytesDone())
        + " of "
        + Figures.bytes(board.bytes())
        + ", "
        + Figures.rate(board.bytesDone(), seconds)
        + ", "
        + Figures.count(board.receipts(), "receipt")
        + ", "
        + board.closed()
        + " of "
        + board.lanes().size()
        + " lanes closed, "
        + Figures.seconds(seconds);
  }

  private boolean areSizesRight() throws IOException {
    return firstMissing().isEmpty();
  }

  /// A destination file that is not there or has another size; empty when there is none.
  private String firstMissing() throws IOException {
    for (Shared one : shared) {
      var wanted = TreeCheck.sizes(one.folder());
      for (Member member : receivers(one)) {
        Path copy = member.installed(one.owner(), one.library());
        var there = TreeCheck.sizes(copy);
        for (var file : wanted.entrySet()) {
          if (!file.getValue().equals(there.get(file.getKey()))) {
            return copy.resolve(file.getKey()).toString();
          }
        }
      }
    }
    return "";
  }

  private List<Member> receivers(Shared one) {
    return lab.members().stream().filter(member -> !member.name().equals(one.owner())).toList();
  }

  private Traffic traffic() throws IOException {
    Traffic sum = Traffic.NONE;
    for (Member member : lab.members()) {
      sum = sum.plus(member.status().traffic());
    }
    return sum;
  }

  List<Round> rounds() {
    return List.copyOf(rounds);
  }

  private static double seconds(long fromNanos) {
    return (System.nanoTime() - fromNanos) / 1e9;
  }
}
