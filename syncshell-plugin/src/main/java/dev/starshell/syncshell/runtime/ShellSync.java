package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LaneView;
import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.control.ShellControl.Direction;
import dev.starshell.syncshell.control.ShellControl.LimitsView;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.manifest.ManifestCodec;
import dev.starshell.syncshell.manifest.SignedManifest;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.HighFiveStatement;
import dev.starshell.syncshell.protocol.ManifestHead;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestWanted;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.transfer.WantedRoot;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the shell is for: offers what this member shares, fetches what others offer, installs it.
/// Belongs to the shell's loop.
final class ShellSync implements ExchangeParts, InstallQueue.InstallUse {
  private static final Logger LOG = LoggerFactory.getLogger(ShellSync.class);

  private final ShellFrame frame;
  private final SyncUse use;
  private final OwnManifest own;
  private final SharedLibraries libraries;
  private final Catalog catalog;
  private final InstallQueue installs;
  private final Publisher publisher;
  private final Throttle upload;
  private final Throttle download;
  private final LaneBoard lanes = new LaneBoard();
  private final Map<MemberKey, ManifestHead> heads = new HashMap<>();
  private final Map<String, LibrariesView.Problem> problems = new HashMap<>();
  private Optional<ShellId> shell = Optional.empty();
  private boolean paused;
  private int presenceQuestions;

  /// What the sync needs of the rest of the shell.
  interface SyncUse {
    Map<MemberKey, Exchange> exchanges();

    void accuse(MemberKey peer, long generation, PeerFault fault);

    void badChunk(MemberKey peer);

    DisplayName shellName();

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
            this::librariesChanged);
    this.catalog = new Catalog(frame.settings().policy());
    this.installs = new InstallQueue(frame, this);
    this.publisher = new Publisher(frame.parts().store());
    this.upload = new Throttle(frame.settings().uploadBytesPerSecond());
    this.download = new Throttle(frame.settings().downloadBytesPerSecond());
  }

  // The shell

  /// The member belongs to a shell now, with these others.
  void enter(ShellId entered, Set<MemberKey> others) {
    if (!shell.equals(Optional.of(entered))) {
      shell = Optional.of(entered);
      own.enter(entered);
      librariesChanged();
    }
    others.stream().filter(other -> catalog.manifest(other).isEmpty()).forEach(this::recall);
  }

  void leave() {
    shell = Optional.empty();
    own.leave();
    catalog.clear();
    heads.clear();
  }

  void forget(MemberKey member) {
    catalog.forget(member);
    heads.remove(member);
    replan();
  }

  /// Reads what is known of a member from the journal.
  private void recall(MemberKey member) {
    frame
        .facts()
        .ask(
            journal -> new Recalled(journal.manifest(member), journal.installed(member)),
            recalled -> {
              if (recalled.manifest().isPresent() && catalog.manifest(member).isEmpty()) {
                read(member, recalled.manifest().get())
                    .ifPresent(manifest -> adopt(manifest, recalled.installed()));
              }
            });
  }

  private record Recalled(Optional<Bytes> manifest, List<Installed> installed) {}

  private Optional<SignedManifest> read(MemberKey owner, Bytes signed) {
    return shell.isPresent()
            && ManifestCodec.read(signed, shell.get(), owner)
                instanceof DecodeResult.Decoded<SignedManifest> decoded
        ? Optional.of(decoded.message())
        : Optional.empty();
  }

  // Libraries and the manifest of this member

  SharedLibraries libraries() {
    return libraries;
  }

  private void librariesChanged() {
    if (shell.isPresent() && libraries.isKnown()) {
      own.offer(libraries.entries());
    }
    catalog.presenceUnknown();
    askPresence();
  }

  private void announce() {
    use.exchanges().values().forEach(Exchange::announce);
  }

  // What others offer

  @Override
  public void headCame(MemberKey peer, long generation, ManifestHead head) {
    heads.put(peer, head);
    Optional<SignedManifest> known = catalog.manifest(peer);
    boolean news = known.map(old -> !old.head().equals(head)).orElse(head.sequence() > 0);
    Exchange exchange = use.exchanges().get(peer);
    if (news && exchange != null) {
      exchange.ask(new ManifestWanted(head.sequence()));
    } else {
      replan();
    }
  }

  @Override
  public void manifestCame(MemberKey peer, long generation, Bytes signed) {
    if (shell.isEmpty()) {
      return;
    }
    ShellId now = shell.get();
    // Thousands of entries and a signature: not on the loop.
    frame
        .disk()
        .post(
            peer.hashCode(),
            () -> {
              DecodeResult<SignedManifest> result = ManifestCodec.read(signed, now, peer);
              frame.loop().post(() -> manifestRead(peer, generation, result));
            });
  }

  private void manifestRead(MemberKey peer, long generation, DecodeResult<SignedManifest> result) {
    switch (result) {
      case DecodeResult.Malformed<SignedManifest> malformed ->
          use.accuse(peer, generation, malformed.fault());
      case DecodeResult.Incomplete<SignedManifest> _ ->
          use.accuse(peer, generation, new PeerFault(FaultCode.FRAME_MALFORMED, "manifest cut"));
      case DecodeResult.Decoded<SignedManifest> decoded ->
          manifestChecked(peer, generation, decoded.message());
    }
  }

  private void manifestChecked(MemberKey peer, long generation, SignedManifest manifest) {
    ManifestHead known = catalog.manifest(peer).map(SignedManifest::head).orElse(OwnManifest.NONE);
    switch (manifest.standingTo(known)) {
      case NEWER -> {
        heads.put(peer, manifest.head());
        frame
            .facts()
            .ask(
                journal -> {
                  journal.keepManifest(peer, manifest.manifest().sequence(), manifest.signed());
                  return journal.installed(peer);
                },
                installed -> adopt(manifest, installed));
      }
      case SAME -> replan();
      case STALE -> LOG.info("manifest stale member={} head={}", peer, manifest.head());
      case EQUIVOCATION ->
          use.accuse(
              peer,
              generation,
              new PeerFault(FaultCode.MANIFEST_FORGED, "two manifests of one sequence"));
    }
  }

  private void adopt(SignedManifest manifest, List<Installed> installed) {
    MemberKey owner = manifest.manifest().owner();
    catalog.offer(manifest);
    catalog.areInstalled(owner, installed);
    installs.add(owner);
    askPresence();
  }

  /// Asks the store which of the offered archives are here, then works out what is missing.
  private void askPresence() {
    catalog.recompute();
    Set<Root> questionable = catalog.questionable();
    presenceQuestions++;
    frame
        .disk()
        .post(
            0,
            () -> {
              Set<Root> present = presentOf(questionable);
              frame
                  .loop()
                  .post(() -> {
                    presenceQuestions--;
                    catalog.arePresent(present);
                    replan();
                  });
            });
  }

  private Set<Root> presentOf(Set<Root> roots) {
    try {
      return roots.isEmpty() ? Set.of() : store().present(roots);
    } catch (IOException e) {
      LOG.error("store cannot be asked archives={}", roots.size(), e);
      return Set.of();
    }
  }

  /// Shares out what is missing over the links, and orders what can be installed.
  void replan() {
    catalog.recompute();
    Map<MemberKey, Exchange> exchanges = use.exchanges();
    Map<MemberKey, List<WantedRoot>> plan = catalog.plan(exchanges.keySet());
    plan.forEach((member, wanted) -> {
      Exchange exchange = exchanges.get(member);
      if (exchange != null) {
        long sequence =
            catalog.manifest(member).map(known -> known.manifest().sequence()).orElse(0L);
        exchange.wanted(sequence, wanted);
      }
    });
    catalog.installable().forEach(installs::add);
  }

  @Override
  public void archiveArrived(MemberKey from, Root root) {
    frame.counters().archivesReceived.increment();
    catalog.arePresent(Set.of(root));
    problems.remove(root.toHex());
    catalog.installable(root).forEach(installs::add);
  }

  @Override
  public void archiveFailed(MemberKey from, Root root, FaultCode reason) {
    String archive = nameOfArchive(root);
    String sentence = FaultSentences.of(reason, name(from));
    LibrariesView.Problem problem =
        new LibrariesView.Problem(reason.name(), name(from) + ": " + archive, sentence);
    if (!problem.equals(problems.put(root.toHex(), problem))) {
      frame.warn(reason.name(), archive + ": " + sentence);
    }
    if (reason == FaultCode.CHUNK_HASH_MISMATCH) {
      use.badChunk(from);
    }
  }

  @Override
  public Optional<InstallPort.Job> job(MemberKey member) {
    Optional<SignedManifest> manifest = catalog.manifest(member);
    if (shell.isEmpty() || manifest.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new InstallPort.Job(
            shell.get(),
            use.shellName(),
            member,
            DisplayName.cleaned(name(member), "member"),
            manifest.get().manifest().entries(),
            catalog.takenFrom(member)));
  }

  @Override
  public void installed(MemberKey member, InstallPort.Report report, List<Installed> installed) {
    frame.counters().archivesInstalled.add(report.installed());
    catalog.areInstalled(member, installed);
    String prefix = name(member) + ": ";
    Map<String, LibrariesView.Problem> before = new HashMap<>(problems);
    problems.keySet().removeIf(key -> key.startsWith(prefix));
    for (InstallPort.Problem problem : report.problems()) {
      String place = prefix + problem.place();
      LibrariesView.Problem shown =
          new LibrariesView.Problem(problem.code(), place, problem.sentence());
      problems.put(place, shown);
      if (!shown.equals(before.get(place))) {
        frame.warn(problem.code(), problem.sentence());
      }
    }
  }

  /// A person wants what is offered, by this member or by all.
  void pull(Optional<MemberKey> member) {
    if (member.isPresent()) {
      catalog.ask(member.get());
    } else {
      use.exchanges().keySet().forEach(catalog::ask);
    }
    askPresence();
  }

  void pause(boolean now) {
    paused = now;
    use.exchanges().values().forEach(exchange -> exchange.paused(now));
    if (!now) {
      replan();
    }
  }

  void limit(Direction direction, long bytesPerSecond) {
    switch (direction) {
      case UPLOAD -> upload.rate(bytesPerSecond);
      case DOWNLOAD -> download.rate(bytesPerSecond);
    }
  }

  LimitsView limits() {
    return new LimitsView(upload.rate(), download.rate());
  }

  void unshare(String library) {
    libraries.remove(library);
    librariesChanged();
  }

  int linkCount() {
    return use.exchanges().size();
  }

  void linkChanged(MemberKey peer) {
    if (!use.exchanges().containsKey(peer)) {
      replan();
    }
  }

  Exchange begin(LinkSession session, boolean leading) {
    return new Exchange(session, this, publisher, leading);
  }

  // For people

  /// Whether nothing is scanned, unknown, missing, under way or waiting to be installed.
  boolean isInSync() {
    boolean headsKnown =
        use.exchanges().entrySet().stream()
            .allMatch(link -> {
              ManifestHead head = heads.get(link.getKey());
              Optional<SignedManifest> known = catalog.manifest(link.getKey());
              return head != null
                  && link.getValue().isIdle()
                  && head.sequence() <= known.map(m -> m.manifest().sequence()).orElse(0L);
            });
    return headsKnown
        && presenceQuestions == 0
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
    all.addAll(problems.values());
    return all;
  }

  private String nameOfArchive(Root root) {
    return catalog.nameOf(root).or(() -> own.nameOf(root)).orElse(root.toString());
  }

  void close() {
    installs.close();
    publisher.close();
  }

  // The exchange's parts

  @Override
  public ShellLoop loop() {
    return frame.loop();
  }

  @Override
  public Timers timers() {
    return frame.timers();
  }

  @Override
  public ArchiveStore store() {
    return frame.parts().store();
  }

  @Override
  public Workers disk() {
    return frame.disk();
  }

  @Override
  public Workers intake() {
    return frame.intake();
  }

  @Override
  public Throttle upload() {
    return upload;
  }

  @Override
  public Throttle download() {
    return download;
  }

  @Override
  public Counters counters() {
    return frame.counters();
  }

  @Override
  public LaneBoard lanes() {
    return lanes;
  }

  @Override
  public AuditTrail audit() {
    return frame.audit();
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
  public Optional<Bytes> ownManifest() {
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
  public void changed(MemberKey peer) {}

  @Override
  public Bytes signHighFive(MemberKey peer, boolean sending, HighFiveStatement statement) {
    byte[] message = highFiveBytes(peer, sending, statement);
    return Bytes.copyOf(frame.parts().identity().sign(SignatureLabel.HIGH_FIVE, message));
  }

  @Override
  public boolean verifyHighFive(
      MemberKey peer, boolean sending, HighFiveStatement statement, Bytes signature) {
    byte[] message = highFiveBytes(peer, sending, statement);
    return Signatures.verify(peer, SignatureLabel.HIGH_FIVE, message, signature.toArray());
  }

  private byte[] highFiveBytes(MemberKey peer, boolean sending, HighFiveStatement statement) {
    byte[] star = shell.map(id -> id.digest().toBytes()).orElse(new byte[Digest.LENGTH_BYTES]);
    byte[] self = frame.self().toBytes();
    return sending
        ? statement.bytesToSign(star, self, peer.toBytes())
        : statement.bytesToSign(star, peer.toBytes(), self);
  }

  @Override
  public boolean paused() {
    return paused;
  }
}
