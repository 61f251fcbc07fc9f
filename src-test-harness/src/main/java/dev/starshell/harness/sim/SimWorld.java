package dev.starshell.harness.sim;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.harness.sim.Scenario.Kind;
import dev.starshell.harness.sim.SimSignal.SessionKey;
import dev.starshell.harness.sim.Tally.What;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// All of one run: clock, paths, relay, members, faults, oracle.
final class SimWorld {
  /// The star's name, and the shell's.
  static final StarId STAR = StarId.of(new byte[StarId.LENGTH_BYTES]);

  static final Digest SHELL = Digest.of(new byte[Digest.LENGTH_BYTES]);
  static final List<String> SERVERS =
      List.of("turn:one.example:3478", "turn:two.example:3478", "turns:three.example:443");

  /// After the last fault, something must be gained within this span until everything is done.
  static final Duration GAIN_WITHIN = Duration.ofSeconds(180);

  /// A run with more steps goes in circles.
  private static final long STEPS_MAX = 3_000_000;

  private static final Duration LOOK = Duration.ofMillis(500);

  /// What libwebrtc takes to give up a path that carries nothing. Source: measured,
  /// docs/RELIABILITY.md.
  private static final Duration CARRIER_GIVES_UP = Duration.ofMillis(17_500);

  private static final List<MemberKey> KEYS = keys();
  private static final List<MemberId> IDS =
      KEYS.stream().map(key -> MemberId.of(key.toBytes())).toList();

  private final Scenario scenario;
  private final Mutation mutation;
  private final Chance chance;
  private final SimClock clock = new SimClock();
  private final Tally tally = new Tally();
  private final Trace trace;
  private final Oracle oracle = new Oracle(this);
  private final SimRelay relay;
  private final List<SimMember> members = new ArrayList<>();
  private final List<Wire> wires = new ArrayList<>();
  private final int[][] cuts;
  private final long[][] changedNanos;
  private final int[] partitions;
  private final boolean[][] needsTurn;
  private final int[] deadServers = new int[SERVERS.size()];
  private final List<ArmedKill> armedKills = new ArrayList<>();
  private final int delayMillis;
  private final long bytesPerSecond;
  private Duration quietFrom = Duration.ofSeconds(1);
  private long gainedNanos;
  private boolean isDone;

  SimWorld(Scenario scenario, long seed, Mutation mutation, boolean isTraced) {
    this.scenario = scenario;
    this.mutation = mutation;
    this.chance = new Chance(seed);
    this.trace = new Trace(isTraced, clock);
    this.relay = new SimRelay(this);
    int count = scenario.members();
    this.cuts = new int[count][count];
    this.changedNanos = new long[count][count];
    this.partitions = new int[count];
    this.needsTurn = new boolean[count][count];
    this.delayMillis = chance.between(1, 150);
    this.bytesPerSecond = (long) (12_000 * Math.pow(250, chance.fraction()));
    int first = chance.below(Archives.count());
    for (int id = 0; id < count; id++) {
      SimMember member = new SimMember(this, id);
      List<Archives.Archive> library = new ArrayList<>();
      for (int file = 0; file < scenario.files(); file++) {
        // One in five is shared by two members.
        int number = chance.percent(20) ? file : id * scenario.files() + file;
        library.add(Archives.number(first + number * 3));
      }
      member.share(library);
      members.add(member);
      for (int other = 0; other < id; other++) {
        boolean needs = scenario.kinds().contains(Kind.TURN) && chance.percent(40);
        needsTurn[id][other] = needs;
        needsTurn[other][id] = needs;
      }
    }
  }

  private static List<MemberKey> keys() {
    List<MemberKey> keys = new ArrayList<>();
    for (int id = 0; id < 4; id++) {
      byte[] raw = new byte[MemberKey.LENGTH_BYTES];
      raw[0] = (byte) (id + 1);
      keys.add(MemberKey.of(raw));
    }
    return List.copyOf(keys);
  }

  static MemberKey key(int member) {
    return KEYS.get(member);
  }

  static int number(MemberKey key) {
    return KEYS.indexOf(key);
  }

  static MemberId memberId(int member) {
    return IDS.get(member);
  }

  static int number(MemberId id) {
    return IDS.indexOf(id);
  }

  Scenario scenario() {
    return scenario;
  }

  Mutation mutation() {
    return mutation;
  }

  Chance chance() {
    return chance;
  }

  SimClock clock() {
    return clock;
  }

  Tally tally() {
    return tally;
  }

  Trace trace() {
    return trace;
  }

  Oracle oracle() {
    return oracle;
  }

  SimRelay relay() {
    return relay;
  }

  SimMember member(int id) {
    return members.get(id);
  }

  // Paths

  /// How long a packet takes.
  Duration delay() {
    return Duration.ofNanos(delayMillis * 1_000_000L + chance.below(delayMillis * 250_000 + 1));
  }

  Duration roundTrip(int one, int other) {
    return one == other ? Duration.ZERO : Duration.ofMillis(2L * delayMillis);
  }

  long bytesPerSecond() {
    return bytesPerSecond;
  }

  boolean isPartitioned(int member) {
    return partitions[member] > 0;
  }

  boolean isUp(int one, int other) {
    return cuts[one][other] == 0 && !isPartitioned(one) && !isPartitioned(other);
  }

  /// Whether a path has carried for so many seconds.
  boolean wasUpFor(int one, int other, int seconds) {
    return isUp(one, other)
        && clock.nowNanos() - changedNanos[one][other] >= seconds * 1_000_000_000L;
  }

  /// Whether a pair that needs a TURN server has one that lives.
  boolean isReachable(SessionKey key, int server) {
    return !needsTurn[key.leader()][key.follower()] || server < 0 || deadServers[server] == 0;
  }

  Wire wire(SessionKey key) {
    wires.removeIf(wire -> !wire.isOpen());
    for (Wire wire : wires) {
      if (wire.key().equals(key)) {
        return wire;
      }
    }
    Wire made = new Wire(this, key);
    wires.add(made);
    return made;
  }

  int openEnds(int member, int peer) {
    int open = 0;
    for (Wire wire : wires) {
      open += wire.joins(member, peer) && wire.isOpenAt(member) ? 1 : 0;
    }
    return open;
  }

  private List<Wire> wiresOf(int one, int other) {
    return wires.stream().filter(wire -> wire.joins(one, other)).toList();
  }

  private void cut(int one, int other, boolean isCut) {
    boolean was = isUp(one, other);
    cuts[one][other] += isCut ? 1 : -1;
    cuts[other][one] = cuts[one][other];
    pathChanged(one, other, was);
  }

  private void pathChanged(int one, int other, boolean was) {
    boolean is = isUp(one, other);
    if (was == is) {
      return;
    }
    long now = clock.nowNanos();
    changedNanos[one][other] = now;
    changedNanos[other][one] = now;
    trace.note("path", () -> "m" + one + " to m" + other + (is ? " carries" : " is cut"));
    if (is) {
      wiresOf(one, other).forEach(Wire::healed);
    } else {
      tally.add(What.PATHS_CUT);
      clock.after(CARRIER_GIVES_UP, () -> giveUp(one, other, now));
    }
  }

  private void giveUp(int one, int other, long since) {
    if (changedNanos[one][other] == since && !isUp(one, other)) {
      for (Wire wire : wiresOf(one, other)) {
        wire.failAt(one);
        wire.failAt(other);
      }
    }
  }

  private void heal(Fault.Partitioned part) {
    partition(part.member(), false);
    if (part.isNoticed() && !isPartitioned(part.member())) {
      SimMember back = member(part.member());
      back.run(back::networkChanged);
    }
  }

  private void partition(int member, boolean isParted) {
    boolean[] was = new boolean[members.size()];
    for (int other = 0; other < members.size(); other++) {
      was[other] = other != member && isUp(member, other);
    }
    partitions[member] += isParted ? 1 : -1;
    for (int other = 0; other < members.size(); other++) {
      if (other != member) {
        pathChanged(member, other, was[other]);
      }
    }
    if (isParted) {
      tally.add(What.PARTITIONS);
      int one = member;
      clock.after(
          Duration.ofSeconds(20),
          () -> {
            if (isPartitioned(one)) {
              boolean _ = member(one).star().drop();
            }
          });
    } else if (!isPartitioned(member)) {
      relay.healed(member);
    }
  }

  // Faults

  private void plan(Fault fault) {
    quietFrom = quietFrom.compareTo(fault.until()) < 0 ? fault.until() : quietFrom;
    clock.at(fault.at(), () -> begin(fault));
    switch (fault) {
      case Fault.PathCut cut -> clock.at(cut.until(), () -> cut(cut.one(), cut.other(), false));
      case Fault.Partitioned part -> clock.at(part.until(), () -> heal(part));
      case Fault.RelayDown down -> clock.at(down.until(), () -> relayBack());
      case Fault.DiskFull full ->
          clock.at(full.until(), () -> member(full.member()).disk().fill(false));
      case Fault.Paused paused -> clock.at(paused.until(), () -> pause(paused.member(), false));
      case Fault.TurnDead dead -> clock.at(dead.until(), () -> deadServers[dead.server()]--);
      case Fault.RelayHostile hostile -> clock.at(hostile.until(), () -> relay.hostile(0));
      case Fault.AssociationKilled _,
          Fault.SocketCut _,
          Fault.CrashAtStep _,
          Fault.CrashAtTime _,
          Fault.KilledAtMessage _,
          Fault.ChunksAltered _,
          Fault.SourceChanged _,
          Fault.Renewed _ -> {}
    }
  }

  private int relaysDown;

  private void relayBack() {
    relaysDown--;
    if (relaysDown == 0) {
      trace.note("relay", () -> "is back");
      relay.start();
    }
  }

  private void pause(int id, boolean isPaused) {
    SimMember member = member(id);
    member.run(() -> member.pause(isPaused));
  }

  private void begin(Fault fault) {
    trace.note("fault", fault::toString);
    switch (fault) {
      case Fault.PathCut cut -> cut(cut.one(), cut.other(), true);
      case Fault.AssociationKilled killed -> kill(killed);
      case Fault.KilledAtMessage killed -> armedKills.add(new ArmedKill(killed));
      case Fault.Partitioned part -> partition(part.member(), true);
      case Fault.RelayDown down -> {
        relaysDown++;
        relay.stop(down.isAnnounced());
      }
      case Fault.SocketCut cut -> {
        SimStar star = member(cut.member()).star();
        if (cut.isSilent() ? star.deafen() : star.drop()) {
          tally.add(What.SOCKETS_CUT);
        }
      }
      case Fault.CrashAtStep crash -> member(crash.member()).arm(crash);
      case Fault.CrashAtTime crash ->
          member(crash.member()).crashNow(crash.isPowerLoss(), crash.span());
      case Fault.DiskFull full -> member(full.member()).disk().fill(true);
      case Fault.ChunksAltered altered -> member(altered.member()).alter(altered.count());
      case Fault.SourceChanged changed -> {
        SimMember member = member(changed.member());
        int next = chance.below(Archives.count());
        member.run(() -> member.changeSource(changed.file(), Archives.number(next)));
      }
      case Fault.Renewed renewed -> {
        SimMember member = member(renewed.member());
        member.run(() -> member.renew(renewed.other()));
      }
      case Fault.Paused paused -> {
        tally.add(What.PAUSES);
        pause(paused.member(), true);
      }
      case Fault.TurnDead dead -> {
        tally.add(What.TURN_DEATHS);
        deadServers[dead.server()]++;
      }
      case Fault.RelayHostile hostile -> relay.hostile(hostile.percent());
    }
  }

  private static final class ArmedKill {
    private final Fault.KilledAtMessage fault;
    private int left;

    ArmedKill(Fault.KilledAtMessage fault) {
      this.fault = fault;
      this.left = fault.nth();
    }
  }

  /// A member sends a message: an association may end just now.
  void sending(SimMember sender, int to, Object message) {
    for (ArmedKill armed : armedKills) {
      Fault.KilledAtMessage fault = armed.fault;
      if (fault.member() == sender.id() && fault.moment().is(message) && --armed.left == 0) {
        armedKills.remove(armed);
        tally.add(What.KILLED_AT_MESSAGES);
        clock.after(
            chance.percent(50) ? Duration.ZERO : delay(),
            () -> kill(new Fault.AssociationKilled(sender.id(), to, fault.at(), fault.isSilent())));
        return;
      }
    }
  }

  private void kill(Fault.AssociationKilled killed) {
    for (Wire wire : wiresOf(killed.member(), killed.other())) {
      if (wire.isOpenAt(killed.member())) {
        tally.add(What.ASSOCIATIONS_KILLED);
        wire.failAt(killed.member());
        if (!killed.isSilent()) {
          wire.failAt(killed.other());
        }
      }
    }
  }

  /// When two members could reach each other again: both at the relay, and a path between them.
  long reachableNanos(int one, int other) {
    return Math.max(
        changedNanos[one][other],
        Math.max(member(one).star().connectedNanos(), member(other).star().connectedNanos()));
  }

  // The run

  /// Runs to the end.
  ///
  /// @throws Violation if an invariant does not hold
  void run(List<Fault> faults) {
    relay.start();
    for (SimMember member : members) {
      clock.after(chance.millis(0, 2_000), member::start);
    }
    faults.forEach(this::plan);
    clock.at(
        quietFrom,
        () -> {
          members.forEach(SimMember::disarm);
          armedKills.clear();
        });
    clock.at(quietFrom, this::look);
    while (!isDone && clock.step()) {
      if (clock.steps() > STEPS_MAX) {
        throw new Violation(Invariant.I13, "no end after " + STEPS_MAX + " steps");
      }
    }
  }

  /// Whether everything is done; if it is not in time, something hangs.
  private void look() {
    for (SimMember member : members) {
      String left = Convergence.left(this, member);
      if (!left.isEmpty()) {
        long sinceNanos = clock.nowNanos() - Math.max(gainedNanos, quietFrom.toNanos());
        if (sinceNanos > GAIN_WITHIN.toNanos()) {
          throw new Violation(
              Invariant.I13,
              member.name() + " gains nothing for " + sinceNanos / 1_000_000_000L + " s: " + left);
        }
        clock.after(LOOK, this::look);
        return;
      }
    }
    isDone = true;
  }

  /// A chunk was stored.
  void gained() {
    gainedNanos = clock.nowNanos();
  }

  /// How long after the last fault the run was over.
  Duration settled() {
    return Duration.ofNanos(clock.nowNanos()).minus(quietFrom);
  }

  /// The roots that a member must have in the end.
  List<Root> wantedBy(SimMember member) {
    List<Root> wanted = new ArrayList<>();
    for (SimMember other : members) {
      if (other != member) {
        other.shared().stream().filter(root -> !member.offers(root)).forEach(wanted::add);
      }
    }
    return wanted;
  }

  List<SimMember> members() {
    return members;
  }
}
