package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Archives.Archive;
import dev.starshell.harness.sim.Tally.What;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.manifest.NeedPlan;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.WakeCause;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// One member: a disk that stays, and a process that comes and goes. Plays what `runtime` does
/// around the machines.
final class SimMember {
  /// After so many more, nothing is taken from a member for an hour: that is no matter of recovery.
  private static final int ALTERED_MAX = Limits.BAD_CHUNKS_MAX - 1;

  private final SimWorld world;
  private final int id;
  private final SimDisk disk;
  private final List<Archive> library = new ArrayList<>();
  private final List<ArmedCrash> armed = new ArrayList<>();
  private Manifest own = new Manifest(1, List.of());

  // The process

  private boolean isAlive;
  private int incarnation;
  private boolean isPowerLoss;
  private Duration down = Duration.ZERO;
  private boolean isPaused;
  private int alterNext;
  private int alteredTotal;
  private SimStar star;
  private final Map<Integer, SimLink> links = new TreeMap<>();
  private final Map<Integer, Manifest> manifests = new TreeMap<>();

  /// Which link each archive is asked for on.
  private final Map<Root, Integer> assigned = new HashMap<>();

  /// What another member shares, as this one knows it.
  record Manifest(long sequence, List<Root> roots) {}

  private static final class ArmedCrash {
    private final Fault.CrashAtStep fault;
    private int left;

    ArmedCrash(Fault.CrashAtStep fault) {
      this.fault = fault;
      this.left = fault.nth();
    }
  }

  SimMember(SimWorld world, int id) {
    this.world = world;
    this.id = id;
    this.star = new SimStar(world, this);
    this.disk = new SimDisk(world.chance(), world.tally(), world.mutation(), this::beforeStep);
  }

  int id() {
    return id;
  }

  SimDisk disk() {
    return disk;
  }

  boolean isAlive() {
    return isAlive;
  }

  boolean isPaused() {
    return isPaused;
  }

  SimStar star() {
    return star;
  }

  Map<Integer, SimLink> links() {
    return links;
  }

  void share(List<Archive> archives) {
    library.addAll(archives);
    own = new Manifest(1, shared());
  }

  /// What lies in this member's folder, each archive once.
  List<Root> shared() {
    return library.stream().map(Archive::root).distinct().toList();
  }

  /// Whether this member's manifest has an archive.
  boolean offers(Root root) {
    return own.roots().contains(root);
  }

  Manifest manifest() {
    return own;
  }

  // The process

  /// Does something in this process; a crash in it ends the process.
  void run(Runnable task) {
    if (!isAlive) {
      return;
    }
    try {
      task.run();
    } catch (SimCrash _) {
      crash();
    }
  }

  /// Does something later, if this process still lives.
  void later(Duration span, Runnable task) {
    int of = incarnation;
    world
        .clock()
        .after(
            span,
            () -> {
              if (of == incarnation) {
                run(task);
              }
            });
  }

  /// The time that the disk takes for something.
  Duration diskDelay() {
    return world.chance().millis(1, 12);
  }

  void start() {
    if (isAlive) {
      return;
    }
    isAlive = true;
    incarnation++;
    disk.recover();
    star = new SimStar(world, this);
    for (int other = 0; other < world.scenario().members(); other++) {
      if (other != id) {
        links.put(other, new SimLink(world, this, other, disk.generation(other)));
      }
    }
    star.connect();
    // A change that came while nobody looked is found by the first scan.
    later(world.chance().millis(50, 1_000), this::scanned);
  }

  private void beforeStep(DiskStep step) {
    for (ArmedCrash crash : armed) {
      if (crash.fault.step() == step && --crash.left == 0) {
        armed.remove(crash);
        world.tally().crashed(step);
        isPowerLoss = crash.fault.isPowerLoss();
        down = crash.fault.span();
        world.trace().note(name(), () -> "crashes before " + step);
        throw new SimCrash();
      }
    }
  }

  void arm(Fault.CrashAtStep fault) {
    armed.add(new ArmedCrash(fault));
  }

  /// Faults are over: what has not come by now does not come.
  void disarm() {
    armed.clear();
  }

  void crashNow(boolean withPower, Duration span) {
    if (isAlive) {
      isPowerLoss = withPower;
      down = span;
      crash();
    }
  }

  private void crash() {
    world.trace().note(name(), () -> isPowerLoss ? "loses power" : "is killed");
    world.tally().add(isPowerLoss ? What.POWER_LOSSES : What.KILLS);
    isAlive = false;
    incarnation++;
    star.forget();
    links.values().forEach(SimLink::crashed);
    links.clear();
    manifests.clear();
    assigned.clear();
    isPaused = false;
    disk.crash(isPowerLoss);
    world.oracle().crashed(this);
    world.clock().after(down, this::start);
  }

  String name() {
    return "m" + id;
  }

  // Content

  /// A shared file gets other content: the next scan finds it.
  void changeSource(int file, Archive next) {
    library.set(file % library.size(), next);
    world.tally().add(What.SOURCES_CHANGED);
    later(world.chance().millis(300, 3_000), this::scanned);
  }

  /// A scan has found something: the next manifest is made, kept and announced.
  void scanned() {
    Manifest next = new Manifest(own.sequence() + 1, shared());
    if (next.roots().equals(own.roots())) {
      return;
    }
    disk.put(DiskStep.MANIFEST_KEPT, "manifest", Bytes.copyOf(SimStar.packed(next.sequence())));
    own = next;
    links.values().forEach(SimLink::announceManifest);
    replan();
  }

  void manifestCame(int from, Manifest manifest) {
    Manifest before = manifests.get(from);
    if (before == null || before.sequence() < manifest.sequence()) {
      manifests.put(from, manifest);
      replan();
    }
  }

  long knownSequence(int of) {
    Manifest known = manifests.get(of);
    return known == null ? 0 : known.sequence();
  }

  /// Whether the bytes of this archive can be read here: the manifest may promise a file that has
  /// changed since.
  boolean canRead(Root root) {
    return library.stream().anyMatch(one -> one.root().equals(root)) || disk.has(root);
  }

  /// The next chunks to this member are altered, but no more than a member forgives another.
  void alter(int count) {
    int more = Math.min(count, ALTERED_MAX - alteredTotal);
    alterNext += more;
    alteredTotal += more;
  }

  /// Whether the chunk that just came was altered on its way.
  boolean isAltered() {
    if (alterNext == 0) {
      return false;
    }
    alterNext--;
    world.tally().add(What.CHUNKS_ALTERED);
    return true;
  }

  void pause(boolean paused) {
    isPaused = paused;
    world.trace().note(name(), () -> paused ? "pauses" : "resumes");
    links.values().forEach(link -> link.paused(paused));
  }

  // Who fetches what from whom

  /// Decides anew, with `NeedPlan`, what each link that is up should fetch.
  void replan() {
    Map<Root, Long> wanted = new LinkedHashMap<>();
    Map<MemberKey, Set<Root>> offers = new TreeMap<>();
    manifests.forEach((other, manifest) -> {
      offers.put(SimWorld.key(other), new TreeSet<>(manifest.roots()));
      for (Root root : manifest.roots()) {
        if (!offers(root)) {
          wanted.put(root, Archives.chunks(root).sizeBytes());
        }
      }
    });
    Set<Root> present = disk.objects();
    forgetAssigned(wanted, present);
    Map<MemberKey, Long> pending = new TreeMap<>();
    Map<Root, MemberKey> underWay = new HashMap<>();
    links.forEach((other, link) -> {
      if (link.isExchanging() && manifests.containsKey(other)) {
        pending.put(SimWorld.key(other), 0L);
      }
    });
    assigned.forEach((root, from) -> {
      underWay.put(root, SimWorld.key(from));
      pending.merge(SimWorld.key(from), wanted.getOrDefault(root, 0L), Long::sum);
    });
    NeedPlan plan = NeedPlan.of(new NeedPlan.Question(wanted, present, underWay, offers, pending));
    plan.from()
        .forEach((key, roots) -> roots.forEach(root -> assigned.put(root, SimWorld.number(key))));
    tellLinks(wanted);
  }

  /// Drops what is here or not wanted any more, and what was to come on a link that is gone or
  /// whose member does not offer it any more.
  private void forgetAssigned(Map<Root, Long> wanted, Set<Root> present) {
    assigned
        .entrySet()
        .removeIf(one -> {
          SimLink link = links.get(one.getValue());
          Manifest manifest = manifests.get(one.getValue());
          return !wanted.containsKey(one.getKey())
              || present.contains(one.getKey())
              || link == null
              || !link.isExchanging()
              || manifest == null
              || !manifest.roots().contains(one.getKey());
        });
  }

  private void tellLinks(Map<Root, Long> wanted) {
    links.forEach((other, link) -> {
      Manifest manifest = manifests.get(other);
      if (link.isExchanging() && manifest != null) {
        List<WantedRoot> list = new ArrayList<>();
        wanted.forEach((root, size) -> {
          if (Integer.valueOf(other).equals(assigned.get(root))) {
            list.add(new WantedRoot(root, size));
          }
        });
        link.wanted(manifest.sequence(), list);
      }
    });
  }

  /// An archive is durable here.
  void arrived(Root root) {
    world.trace().note(name(), () -> "has " + root);
  }

  // The star

  void starConnected(Set<Integer> present) {
    world.trace().note(name(), () -> "is at the relay");
    links.forEach((other, link) -> {
      link.presence(present.contains(other));
      if (!present.contains(other)) {
        link.woken(WakeCause.HEARD);
      }
    });
  }

  void starLost() {
    world.trace().note(name(), () -> "lost the relay");
    links
        .values()
        .forEach(link -> {
          link.relayLost();
          link.presence(false);
        });
  }

  void presence(int other, boolean isThere) {
    SimLink link = links.get(other);
    if (link != null) {
      link.presence(isThere);
    }
  }

  void signalCame(SimSignal signal) {
    SimLink link = links.get(signal.from());
    if (link != null) {
      link.signalCame(signal.body());
    }
  }

  /// The link to another member serves badly.
  void renew(int other) {
    SimLink link = links.get(other);
    if (link != null) {
      link.renew();
    }
  }

  /// This machine's network is back.
  void networkChanged() {
    links
        .values()
        .forEach(link -> {
          link.woken(WakeCause.NETWORK);
          link.renew();
        });
  }
}
