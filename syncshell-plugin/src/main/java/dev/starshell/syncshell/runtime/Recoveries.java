package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.OpenContract;
import dev.starshell.syncshell.recovery.PartialArchive;
import dev.starshell.syncshell.recovery.RecoverySession;
import dev.starshell.syncshell.recovery.RecoverySession.Subject;
import dev.starshell.syncshell.recovery.RecoverySessionCodec;
import dev.starshell.syncshell.recovery.RecoverySessionCodec.Reading;
import dev.starshell.syncshell.recovery.ServerName;
import dev.starshell.syncshell.recovery.SessionBook;
import dev.starshell.syncshell.recovery.SessionEnd;
import dev.starshell.syncshell.recovery.SessionRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The recovery sessions of the shell. A session is kept from the moment a contract is agreed, so
/// that a process that ends without a word leaves one, and until both sides have what they lacked.
/// Belongs to the shell's loop.
final class Recoveries {
  private static final Logger LOG = LoggerFactory.getLogger(Recoveries.class);

  /// How often open sessions are looked at.
  private static final Duration LOOK_SPAN = Duration.ofMillis(500);

  /// How often what is kept of a running contract is brought up to date.
  private static final Duration KEEP_SPAN = Duration.ofSeconds(10);

  private final ShellFrame frame;
  private final RecoveryLinks links;
  private final SessionBook book = new SessionBook();
  private final Map<MemberKey, Course> courses = new HashMap<>();

  /// Sessions in the journal that cannot be read.
  private final Map<MemberKey, SessionRefusal> unread = new HashMap<>();

  private final RecoveryAccount account;
  private Optional<ShellId> shell = Optional.empty();
  private boolean looking;

  /// What recoveries need to know of the links.
  interface RecoveryLinks {
    /// What the link to a member has under way; empty while there is no link.
    Optional<UnderWay> underWay(MemberKey peer);

    /// Archives that are to be fetched from a member.
    Set<Root> awaited(MemberKey peer);

    /// Whether anything is to be fetched from a member.
    boolean isAwaited(MemberKey peer);

    /// Whether all that a member has announced is known and answered.
    boolean isAnswered(MemberKey peer);

    /// Whether an archive is whole here.
    boolean isHere(Root root);

    /// Its size as the member says; 0 if it does not offer it.
    long sizeOf(MemberKey peer, Root root);

    /// Sequence of a member's manifest; 0 while none is known.
    long manifest(MemberKey peer);

    String name(MemberKey peer);
  }

  /// What is not kept of a session.
  private static final class Course {
    private boolean lost;
    private long generation;

    /// How old the session was at `since`. A wall clock that jumps meanwhile changes nothing.
    private Duration age = Duration.ZERO;

    private Moment since = now();
    private SessionEnd end = SessionEnd.FAR;
    private Moment keptAt = now();

    /// Archives whose content was counted since the link is back.
    private final Set<Root> counted = new HashSet<>();
  }

  Recoveries(ShellFrame frame, RecoveryLinks links) {
    this.frame = frame;
    this.links = links;
    this.account = new RecoveryAccount(frame, links::name);
  }

  // What an earlier process left

  /// Reads what was kept. Before the loop begins.
  void load(Journal journal) throws IOException {
    account.load(journal);
    for (Map.Entry<MemberKey, Bytes> kept : journal.recoveries().all().entrySet()) {
      switch (RecoverySessionCodec.read(kept.getValue())) {
        case Reading.Read(RecoverySession session) -> {
          book.keep(session);
          Course course = course(kept.getKey());
          course.lost = true;
          // Between two processes there is no other clock; one that went back counts as no time.
          course.age =
              Duration.ofSeconds(Math.max(0, wallSeconds() - session.subject().lostSeconds()));
        }
        case Reading.Refused refused -> {
          LOG.warn(
              "recovery session not read member={} code={} detail={}",
              kept.getKey(),
              refused.reason(),
              refused.detail());
          unread.put(kept.getKey(), refused.reason());
          frame.warn(refused.reason().name(), refused.reason().sentence());
        }
      }
    }
  }

  /// These belong to the shell now; what was kept for others ends.
  void enter(ShellId entered, Set<MemberKey> members) {
    shell = Optional.of(entered);
    endRefused(members);
    look();
  }

  private void endRefused(Set<MemberKey> members) {
    shell.ifPresent(id ->
        book.endRefused(id, members::contains)
            .forEach((session, why) -> forget(session.subject().peer(), why.name())));
    for (RecoverySession session : book.all()) {
      if (isExpired(session)) {
        expired(session.subject().peer());
      }
    }
  }

  private boolean isExpired(RecoverySession session) {
    Course course = course(session.subject().peer());
    Duration age = course.age.plus(now().since(course.since));
    return age.compareTo(RecoverySession.KEPT_FOR) >= 0;
  }

  /// The shell was left.
  void leave() {
    shell = Optional.empty();
    book.clear();
    courses.clear();
    unread.clear();
    frame.facts().write(journal -> journal.recoveries().forgetAll(), () -> {});
  }

  /// Whether there is a session with a member.
  boolean isOpen(MemberKey peer) {
    return book.of(peer).isPresent();
  }

  // The course of a session

  /// A contract with a member was agreed, or something of it is here.
  void underWay(MemberKey peer, long generation) {
    Course course = course(peer);
    course.generation = generation;
    boolean isFresh = isOpen(peer) && now().since(course.keptAt).compareTo(KEEP_SPAN) < 0;
    if (!isFresh) {
      links.underWay(peer).ifPresent(now -> keep(peer, now, !isOpen(peer)));
    }
    look();
  }

  /// The link to a member is lost in this moment; what it had under way is still known.
  void losing(MemberKey peer, long generation, UnderWay lost) {
    if (lost.isNothing() && !links.isAwaited(peer) && !isOpen(peer)) {
      return;
    }
    Course course = course(peer);
    course.generation = generation;
    course.lost = true;
    course.end = SessionEnd.FAR;
    course.counted.clear();
    keep(peer, lost, true);
    look();
  }

  /// The link to a member is back.
  void bound(MemberKey peer) {
    book.of(peer)
        .filter(_ -> course(peer).lost)
        .ifPresent(session -> {
          long whole =
              session.completed().stream().mapToLong(root -> links.sizeOf(peer, root)).sum();
          account.resumed(whole, 0);
        });
  }

  /// The store has said what is missing of an archive that is to come from a member.
  void prepared(MemberKey peer, Root root, ChunkList chunks, List<ChunkRange> missing) {
    Optional<RecoverySession> session = book.of(peer);
    Course course = course(peer);
    if (session.isEmpty() || !course.lost || !course.counted.add(root)) {
      return;
    }
    Optional<PartialArchive> before =
        session.get().partials().stream().filter(one -> one.root().equals(root)).findFirst();
    if (before.isEmpty()) {
      return;
    }
    BitSet gone = new BitSet();
    missing.forEach(range -> gone.set(range.from(), range.to()));
    gone.and(before.get().here());
    long missed = missing.stream().mapToLong(chunks::sizeBytes).sum();
    long again = gone.stream().mapToLong(at -> chunks.sizeBytes(new ChunkRange(at, at + 1))).sum();
    account.resumed(chunks.sizeBytes() - missed, again);
  }

  private Course course(MemberKey peer) {
    return courses.computeIfAbsent(peer, _ -> new Course());
  }

  /// Keeps what is under way when the store has told what is here of it.
  ///
  /// @param atOnce whether it is kept before that too, with the bitmaps as they were
  private void keep(MemberKey peer, UnderWay now, boolean atOnce) {
    if (shell.isEmpty()) {
      return;
    }
    Course course = course(peer);
    course.keptAt = now();
    course.age = Duration.ZERO;
    course.since = course.keptAt;
    Optional<RecoverySession> before = book.of(peer);
    Set<Root> whole = new HashSet<>(before.map(RecoverySession::completed).orElse(Set.of()));
    now.roots().stream().filter(links::isHere).forEach(whole::add);
    List<OpenContract> contracts =
        now.contracts().isEmpty()
            ? before.map(RecoverySession::contracts).orElse(List.of())
            : now.contracts();
    Subject subject =
        new Subject(shell.get(), peer, course.generation, links.manifest(peer), wallSeconds());
    Set<Root> awaited = new HashSet<>(links.awaited(peer));
    awaited.addAll(now.roots());
    awaited.removeAll(whole);
    Set<Root> parts = bounded(awaited);
    List<PartialArchive> known =
        before.map(RecoverySession::partials).stream()
            .flatMap(Collection::stream)
            .filter(partial -> parts.contains(partial.root()))
            .toList();
    RecoverySession session =
        RecoverySession.of(subject, bounded(whole), known, contracts, servers());
    book.keep(session);
    if (atOnce) {
      write(session);
    }
    frame.disk().post(peer.hashCode(), () -> lookForParts(peer, parts));
  }

  /// By name alone: a name that holds more than that is left out.
  private List<String> servers() {
    return frame.carrier().servers().stream()
        .filter(ServerName::isOne)
        .limit(RecoverySession.SERVERS_MAX)
        .toList();
  }

  private static Set<Root> bounded(Set<Root> roots) {
    return roots.size() <= RecoverySession.ARCHIVES_MAX
        ? roots
        : new HashSet<>(new ArrayList<>(roots).subList(0, RecoverySession.ARCHIVES_MAX));
  }

  private void write(RecoverySession session) {
    MemberKey peer = session.subject().peer();
    unread.remove(peer);
    Bytes written = RecoverySessionCodec.write(session);
    frame.facts().write(journal -> journal.recoveries().keep(peer, written), () -> {});
  }

  /// Thread: disk.
  private void lookForParts(MemberKey peer, Set<Root> roots) {
    List<PartialArchive> found = new ArrayList<>();
    for (Root root : roots) {
      try {
        Optional<List<ChunkRange>> missing = frame.parts().store().missing(root);
        Optional<ChunkList> chunks =
            missing.isPresent() ? frame.parts().store().chunks(root) : Optional.empty();
        if (chunks.isPresent() && chunks.get().count() > 0) {
          BitSet here = new BitSet();
          here.set(0, chunks.get().count());
          missing.get().forEach(range -> here.clear(range.from(), range.to()));
          found.add(PartialArchive.of(root, chunks.get().count(), here));
        }
      } catch (IOException e) {
        // It is a hint: what counts is what the store finds by hash when the link is back.
        LOG.warn("what is here of an archive cannot be looked up root={}", root, e);
      }
    }
    frame.loop().post(() -> partsFound(peer, found));
  }

  private void partsFound(MemberKey peer, List<PartialArchive> found) {
    Optional<RecoverySession> before = book.of(peer);
    if (before.isPresent()) {
      RecoverySession session = before.get().progressed(found);
      book.keep(session);
      write(session);
    }
  }

  // Its end

  private record LookTimer(Recoveries account) {}

  /// Looks at the open sessions again and again, while there are some.
  private void look() {
    if (looking || book.all().isEmpty()) {
      return;
    }
    looking = true;
    frame.timers().start(new LookTimer(this), LOOK_SPAN, () -> frame.loop().post(this::lookNow));
  }

  private void lookNow() {
    looking = false;
    Moment now = now();
    for (RecoverySession session : book.all()) {
      MemberKey peer = session.subject().peer();
      Course course = course(peer);
      Optional<UnderWay> underWay = links.underWay(peer);
      boolean quiet =
          underWay.filter(one -> one.met() && one.isNothing()).isPresent()
              && links.isAnswered(peer)
              && !links.isAwaited(peer);
      course.end = course.end.seen(quiet, now);
      if (course.end.isReached(now)) {
        end(peer, SessionRefusal.RECOVERY_UNKNOWN, course.lost ? "IN_SYNC" : "");
      } else if (isExpired(session)) {
        expired(peer);
      } else if (underWay.isPresent()
          && !quiet
          && now.since(course.keptAt).compareTo(KEEP_SPAN) >= 0) {
        keep(peer, underWay.get(), false);
      }
    }
    look();
  }

  /// A session was kept for as long as it is kept.
  void expired(MemberKey peer) {
    end(peer, SessionRefusal.RECOVERY_EXPIRED, SessionRefusal.RECOVERY_EXPIRED.name());
  }

  private void end(MemberKey peer, SessionRefusal why, String audited) {
    if (book.end(peer, why).isPresent()) {
      forget(peer, audited);
    }
  }

  private void forget(MemberKey peer, String audited) {
    courses.remove(peer);
    if (!audited.isEmpty()) {
      frame.audit().add("RECOVERY_ENDED", peer, audited);
    }
    frame.facts().write(journal -> journal.recoveries().forget(peer), () -> {});
  }

  /// A person has discarded a session, and the journal has forgotten it. It is told once more, for
  /// the session may have been written between the two.
  void discarded(MemberKey peer) {
    unread.remove(peer);
    if (book.end(peer, SessionRefusal.RECOVERY_UNKNOWN).isPresent()) {
      forget(peer, "DISCARDED");
    }
  }

  /// What all recoveries of this shell came to.
  RecoveryAccount account() {
    return account;
  }

  // For people

  /// Sessions of links that were lost, those included whose rest is being fetched.
  List<RecoverySession> sessions() {
    return book.all().stream().filter(session -> course(session.subject().peer()).lost).toList();
  }

  /// The session that a person means by its name.
  SessionBook.Found find(String written, List<RecoverySession> elsewhere) {
    return switch (book.find(written, elsewhere)) {
      case SessionBook.Found.Open(RecoverySession session)
          when !course(session.subject().peer()).lost ->
          new SessionBook.Found.Refused(SessionRefusal.RECOVERY_UNKNOWN);
      case SessionBook.Found found -> found;
    };
  }

  /// The session with a member, or why there is none.
  SessionBook.Found find(MemberKey peer) {
    if (unread.containsKey(peer)) {
      return new SessionBook.Found.Refused(unread.get(peer));
    }
    return shell
        .map(id -> find(new Subject(id, peer, 0, 0, 0).id(), List.of()))
        .orElseGet(() -> new SessionBook.Found.Refused(SessionRefusal.RECOVERY_UNKNOWN));
  }

  /// Members whose session cannot be read.
  Set<MemberKey> unread() {
    return Set.copyOf(unread.keySet());
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
  }

  private long wallSeconds() {
    return Math.max(0, frame.wallTime().getEpochSecond());
  }
}
