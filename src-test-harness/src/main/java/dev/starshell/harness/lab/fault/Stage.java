package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Three machines: `Host` has the relay and takes no archives, `Ann` shares, `Bob` receives.
///
/// Thread: one.
final class Stage implements AutoCloseable {
  static final String HOST = "Host";
  static final String ANN = "Ann";
  static final String BOB = "Bob";
  static final String LIBRARY = "mods";
  private static final Duration MEET_MAX = Duration.ofSeconds(180);
  private static final Duration SCAN_MAX = Duration.ofMinutes(10);

  private final Setting setting;
  private final Lab lab;
  private final Member host;
  private final Member ann;
  private final Member bob;
  private final double setupSeconds;

  /// What is done to links before the hosts start.
  interface Preparation {
    void prepare(Lab lab) throws IOException, InterruptedException, LabScenario.NotHereException;
  }

  private Stage(Setting setting, Lab lab, UnaryOperator<MemberSettings> change)
      throws IOException, InterruptedException {
    this.setting = setting;
    this.lab = lab;
    setting.say().accept("starting three hosts");
    host = lab.launch(HOST, settings -> settings.withAccept("ask"));
    UnaryOperator<MemberSettings> links =
        setting.options().isTcp() ? MemberSettings::withDirectTcp : UnaryOperator.identity();
    ann = lab.launch(ANN, settings -> links.apply(change.apply(settings)));
    bob = lab.launch(BOB, settings -> links.apply(change.apply(settings)));
    for (Member member : List.of(host, ann, bob)) {
      member.process().awaitReady();
    }
    host.create("Lab");
    ann.join(host.invite());
    bob.join(host.invite());
    long joined = System.nanoTime();
    setting.say().accept("waiting for the link between Ann and Bob");
    Stats.awaitLink(bob, ANN, "connected", MEET_MAX);
    setupSeconds = seconds(joined);
    if (setting.options().isTcp()) {
      setting.say().accept("links of Bob over TCP: " + Stats.linksOverTcp(bob));
    }
  }

  /// Starts the hosts and waits until Ann and Bob are linked.
  ///
  /// @param change of Ann's and Bob's settings
  static Stage open(Setting setting, UnaryOperator<MemberSettings> change, Preparation prepare)
      throws IOException, InterruptedException, LabScenario.NotHereException {
    Lab lab = new Lab(setting.installation(), setting.folder(), setting.seed());
    boolean isOpen = false;
    try {
      for (String name : List.of(HOST, ANN, BOB)) {
        lab.machine(name);
      }
      prepare.prepare(lab);
      Stage stage = new Stage(setting, lab, change);
      isOpen = true;
      return stage;
    } finally {
      if (!isOpen) {
        setting.say().accept(lab.hosts().logTails(8));
        lab.close();
      }
    }
  }

  /// Starts the hosts over links that do nothing.
  static Stage open(Setting setting, UnaryOperator<MemberSettings> change)
      throws IOException, InterruptedException, LabScenario.NotHereException {
    return open(setting, change, lab -> {});
  }

  Lab lab() {
    return lab;
  }

  Member host() {
    return host;
  }

  Member ann() {
    return ann;
  }

  Member bob() {
    return bob;
  }

  /// The link that archives take.
  LabLink path() {
    return lab.link(ANN, BOB);
  }

  /// From when Bob was let in until he was linked to Ann.
  double setupSeconds() {
    return setupSeconds;
  }

  /// A folder for a library.
  Path folder() {
    return setting.folder().resolve("library of Ann");
  }

  long seed() {
    return setting.seed();
  }

  void say(String what) {
    setting.say().accept(what);
  }

  /// Has Ann share a folder, and waits until it was looked through.
  void share(Path mods) throws IOException, InterruptedException {
    say("sharing " + TreeCheck.sizes(mods).size() + " archives");
    ann.share(mods, LIBRARY);
    ann.await("the library scanned", SCAN_MAX, member -> !member.status().scanning());
  }

  /// Waits until Bob has everything in its size.
  void awaitCopy(Path mods, Duration deadline) throws IOException, InterruptedException {
    say("waiting for the rest");
    Map<String, Long> wanted = TreeCheck.sizes(mods);
    bob.await(
        wanted.size() + " archives",
        deadline,
        member ->
            member.status().inSync()
                && TreeCheck.sizes(member.installed(ANN, LIBRARY)).equals(wanted));
  }

  /// Hashes everything on both sides, and notes what is missing or wrong, and what came again.
  void check(Path mods, long receivedBytes, Findings findings) throws IOException {
    TreeCheck.Result result = TreeCheck.compare(mods, bob.installed(ANN, LIBRARY));
    findings.holds(
        result.differences().isEmpty(),
        "%,d of %,d archives right",
        result.files() - result.differences().size(),
        result.files());
    long unique = TreeCheck.uniqueBytes(mods);
    findings.figure(
        "%,.2f MB unique, %,.2f MB came, %,.3f MB of it again",
        unique / 1e6, receivedBytes / 1e6, Math.max(0, receivedBytes - unique) / 1e6);
    if (setting.options().isTcp()) {
      findings.figure("%d links of Bob over TCP at the end", Stats.linksOverTcp(bob));
    }
    lab.shuttle().trouble().ifPresent(trouble -> findings.holds(false, "%s", trouble));
  }

  static double seconds(long fromNanos) {
    return (System.nanoTime() - fromNanos) / 1e9;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    lab.close();
  }
}
