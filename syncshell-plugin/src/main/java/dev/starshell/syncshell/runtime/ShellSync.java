package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LaneView;
import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.ManifestHead;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the shell is for: offers what this member shares, fetches what others offer, installs it.
/// Belongs to the shell's loop.
final class ShellSync implements ExchangeParts {
  private static final Duration ANNOUNCE_WAIT = Duration.ofSeconds(2);

  private final ShellFrame frame;
  private final SyncUse use;
  private final OwnManifest own;
  private final SharedLibraries libraries;
  private final Catalog catalog;
  private final Presence presence;
  private final InstallQueue installs;
  private final Publisher publisher;
  private final LaneBoard lanes = new LaneBoard();
  private final OtherManifests others;
  private final SyncProblems problems = new SyncProblems();
  private final ReceivedArchives archives;
  private final InstallWatch watch;
  private final Detours detours;
  private Optional<ShellId> shell = Optional.empty();
  private boolean paused;

  /// What the sync needs of the rest of the shell.
  interface SyncUse {
    /// The exchanges of all bound links.
    Map<MemberKey, Exchange> exchanges();

    @Nullable Exchange exchange(MemberKey peer);

    void accuse(MemberKey peer, long generation, PeerFault fault);

    void badChunk(MemberKey peer);

    DisplayName shellName();

    /// A link to a member has begun.
    void greeted(MemberKey peer);

    /// A member says something about the membership of the shell.
    void membershipCame(MemberKey peer, Bytes message);

    /// What is kept of links that are lost.
    Recoveries recoveries();

    /// Epoch of the membership as it is known now; 0 while nothing is.
    long epoch();

    String name(MemberKey member);
  }

  ShellSync(ShellFrame frame, SyncUse use) {
    this.frame = frame;
    this.use = use;
    this.own = new OwnManifest(frame, this::announce);
    this.libraries =
        new SharedLibraries(
            frame.parts().libraries(),
            frame.loop(),
            notice -> frame.parts().notices().post(notice),
            this::librariesChanged,
            this::announceSoon);
    Quarantine quarantine = new Quarantine();
    this.catalog =
        new Catalog(frame.settings().policy(), frame.settings().quota(), quarantine::isDecided);
    this.presence = new Presence(frame, catalog);
    this.others = new OtherManifests(frame, new Manifests());
    this.installs =
        new InstallQueue(
            frame, new InstallOrders(frame, use, catalog, problems, quarantine, () -> shell));
    this.archives = new ReceivedArchives(frame, catalog, quarantine, installs);
    this.watch = new InstallWatch(frame, () -> shell, installs, use::name);
    this.publisher = new Publisher(frame);
    this.detours = new Detours(timers(), loop(), catalog, this::sources, this::replan);
  }

  /// The member belongs to a shell now.
  ///
  /// @param sharers others whose libraries are taken: guests share nothing
  void enter(ShellId entered, Set<MemberKey> sharers) {
    if (!shell.equals(Optional.of(entered))) {
      shell = Optional.of(entered);
      own.enter(entered);
      installs.withdraw();
      librariesChanged();
      watch.begin();
    }
    others.enter(entered, sharers);
  }

  void leave(Set<MemberKey> members) {
    shell = Optional.empty();
    members.forEach(others::forget);
    own.leave();
    others.leave();
    catalog.clear();
    problems.clear();
    archives.leave();
    watch.leave();
  }

  void forget(MemberKey member) {
    others.forget(member);
    catalog.forget(member);
    problems.forget(member);
    archives.forget(member);
    replan();
  }

  // Libraries and the manifest of this member

  SharedLibraries libraries() {
    return libraries;
  }

  private void librariesChanged() {
    if (shell.isPresent() && libraries.isKnown()) {
      own.offer(libraries.entries(), libraries.unknown());
    }
    askPresence(catalog.offered());
  }

  /// A source that had failed is as it was: others may ask for it again. Not at once, in case it
  /// fails again and again.
  private void announceSoon() {
    timers().start("announce", ANNOUNCE_WAIT, () -> loop().post(this::announce));
  }

  private void announce() {
    use.exchanges().values().forEach(Exchange::announce);
  }

  // What others offer

  @Override
  public void headCame(MemberKey peer, long generation, ManifestHead head) {
    others.headCame(peer, head);
  }

  @Override
  public void manifestCame(MemberKey peer, long generation, Bytes signed) {
    others.manifestCame(peer, generation, signed);
  }

  @Override
  public void greeted(MemberKey peer) {
    use.greeted(peer);
  }

  @Override
  public void membershipCame(MemberKey peer, Bytes message) {
    use.membershipCame(peer, message);
  }

  @Override
  public void announced(MemberKey peer) {
    catalog.forgive(peer);
  }

  @Override
  public void archivesFound(Set<Root> roots) {
    catalog.arePresent(roots);
    catalog.installable(roots).forEach(installs::add);
  }

  @Override
  public void stalled(MemberKey peer) {
    frame.warn(
        FaultCode.STALLED.name(),
        "Too little came from %s for too long. It is tried again by itself.".formatted(name(peer)));
  }

  private final class Manifests implements OtherManifests.ManifestUse {
    @Override
    public Optional<SignedManifest> known(MemberKey owner) {
      return catalog.manifest(owner);
    }

    @Override
    public void adopt(SignedManifest manifest, List<Installed> installed) {
      ShellSync.this.adopt(manifest, installed);
    }

    @Override
    public void changed() {
      replan();
    }

    @Override
    public @Nullable Exchange exchange(MemberKey peer) {
      return use.exchange(peer);
    }

    @Override
    public void accuse(MemberKey peer, long generation, PeerFault fault) {
      use.accuse(peer, generation, fault);
    }

    @Override
    public String name(MemberKey member) {
      return use.name(member);
    }
  }

  private void adopt(SignedManifest manifest, List<Installed> installed) {
    MemberKey owner = manifest.manifest().owner();
    catalog.offer(manifest);
    catalog.areInstalled(owner, installed);
    // What is wanted and here is known only with the answer; then all of it is looked after.
    askPresence(catalog.questionable(), () -> installs.add(owner));
  }

  /// Asks which of these archives are here, then works out what is missing.
  void askPresence(Set<Root> questions) {
    askPresence(questions, () -> {});
  }

  /// Asks which of these archives are here, then works out what is missing.
  ///
  /// @param known runs when that is worked out
  private void askPresence(Set<Root> questions, Runnable known) {
    presence.ask(
        questions,
        () -> {
          recompute();
          known.run();
          shareOut();
        });
  }

  /// Shares out what is missing over the links, and orders what can be installed.
  void replan() {
    recompute();
    shareOut();
  }

  /// Works out what is missing, and says what is left out because it would be too much.
  private void recompute() {
    catalog.recompute(presence.broughtBytes());
    problems
        .overQuota(
            QuotaSentences.of(
                catalog.overQuota(), frame.settings().quota(), presence.broughtBytes(), this::name))
        .forEach(
            problem -> frame.warn(problem.code(), problem.where() + ": " + problem.sentence()));
  }

  private void shareOut() {
    Map<MemberKey, Exchange> exchanges = use.exchanges();
    problems.retain(catalog::isMissing);
    Map<MemberKey, List<WantedRoot>> plan = catalog.plan(sources());
    exchanges.forEach((member, exchange) ->
        exchange.wanted(catalog.news(member), plan.getOrDefault(member, List.of())));
    catalog.installable().forEach(installs::add);
    frame.tidying().ring();
  }

  private Set<MemberKey> sources() {
    Set<MemberKey> sources = new HashSet<>(use.exchanges().keySet());
    sources.removeAll(others.frozen());
    return sources;
  }

  @Override
  public Recoveries recoveries() {
    return use.recoveries();
  }

  /// Whether all that a member has announced is known, and the store was asked about it.
  boolean isAnswered(MemberKey member) {
    return others.isKnown(member) && presence.isSettled();
  }

  @Override
  public void archiveArrived(MemberKey from, Root root) {
    frame.counters().archivesReceived.increment();
    presence.arrived(root, catalog.sizeOf(from, root));
    catalog.arePresent(Set.of(root));
    problems.arrived(root);
    catalog.installable(Set.of(root)).forEach(installs::add);
  }

  @Override
  public void archiveFailed(MemberKey from, Root root, FaultCode reason) {
    String archive = nameOfArchive(root);
    String sentence = FaultSentences.of(reason, name(from));
    LibrariesView.Problem problem =
        new LibrariesView.Problem(reason.name(), name(from) + ": " + archive, sentence);
    if (problems.failed(root, problem)) {
      frame.warn(reason.name(), archive + ": " + sentence);
    }
    detours.failed(from, root, reason);
    if (reason == FaultCode.CHUNK_HASH_MISMATCH) {
      use.badChunk(from);
    }
  }

  @Override
  public void contractDropped(MemberKey from, List<Root> roots, FaultCode reason) {
    if (!paused) {
      detours.dropped(from, roots, reason);
    }
  }

  /// A person wants installed files gone that the member does not offer any more.
  void removeUnoffered(MemberKey member) {
    installs.addRemoving(member);
  }

  /// A person wants what is offered, by this member or by all.
  void pull(Optional<MemberKey> member) {
    if (member.isPresent()) {
      catalog.ask(member.get());
    } else {
      catalog.askAll();
    }
    Set<MemberKey> owners = member.map(Set::of).orElseGet(catalog::owners);
    askPresence(catalog.offered(), () -> owners.forEach(installs::add));
  }

  InstallQueue installs() {
    return installs;
  }

  InstallWatch watch() {
    return watch;
  }

  Presence presence() {
    return presence;
  }

  /// What has arrived from others, and what people say about it.
  ReceivedArchives archives() {
    return archives;
  }

  void pause(boolean now) {
    paused = now;
    use.exchanges().values().forEach(exchange -> exchange.paused(now));
    if (!now) {
      replan();
    }
  }

  void unshare(String library) {
    libraries.remove(library);
    librariesChanged();
  }

  void linkChanged(MemberKey peer) {
    if (use.exchange(peer) == null) {
      catalog.forgive(peer);
      replan();
    }
  }

  Exchange begin(LinkSession session, boolean leading) {
    return new Exchange(session, this, publisher, leading);
  }

  /// Whether nothing is scanned, unknown, missing, under way or waiting to be installed.
  boolean isInSync() {
    boolean headsKnown =
        use.exchanges().entrySet().stream()
            .allMatch(link -> others.isKnown(link.getKey()) && link.getValue().isIdle());
    return headsKnown
        && presence.isSettled()
        && !libraries.isScanning()
        && own.isSettled()
        && catalog.missingCount() == 0
        && installs.isIdle();
  }

  Catalog catalog() {
    return catalog;
  }

  List<LaneView> laneViews() {
    return lanes.view(this::nameOfArchive);
  }

  List<LibrariesView.Problem> problems() {
    List<LibrariesView.Problem> all = new ArrayList<>(libraries.problems());
    all.addAll(own.problems());
    all.addAll(problems.all());
    all.addAll(watch.problems());
    all.addAll(others.problems());
    return all;
  }

  /// The name of an archive that this member shares.
  Optional<String> sharedName(Root root) {
    return own.nameOf(root);
  }

  /// Archives that this member shares, by what a person has written.
  Set<Root> findShared(String written) {
    return own.find(written);
  }

  String nameOfArchive(Root root) {
    return catalog.nameOf(root).or(() -> own.nameOf(root)).orElse(root.toString());
  }

  void close() {
    watch.close();
    installs.close();
    publisher.close();
  }

  // The exchange's parts

  @Override
  public ShellFrame frame() {
    return frame;
  }

  @Override
  public Throttle upload() {
    return frame.upload();
  }

  @Override
  public Throttle download() {
    return frame.download();
  }

  @Override
  public LaneBoard lanes() {
    return lanes;
  }

  @Override
  public String name(MemberKey member) {
    return use.name(member);
  }

  @Override
  public ManifestHead ownHead() {
    return own.head();
  }

  @Override
  public Optional<Bytes> ownManifest(long wanted) {
    own.asked(wanted);
    return own.signed();
  }

  @Override
  public boolean offers(Root root) {
    return own.offers(root);
  }

  @Override
  public void sourceFailed(Root root, FaultCode reason) {
    libraries.scanFor(root);
  }

  @Override
  public HighFives highFives() {
    return new HighFives(
        frame.parts().identity(),
        shell.map(ShellId::digest).orElse(Digest.of(new byte[Digest.LENGTH_BYTES])),
        use.epoch());
  }

  @Override
  public boolean paused() {
    return paused;
  }
}
