package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.KeyProtection;
import dev.starshell.syncshell.control.ProofControl;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.recovery.WakeCause;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running shell with all its parts, from the start of the plugin to its stop. It only joins
/// the parts; what people ask for is in [ShellDesk].
public final class ShellRuntime implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShellRuntime.class);
  private static final int INTAKE_THREADS_MAX = 4;

  private final ShellFrame frame;
  private final ShellMembership membership;
  private final ShellLinks links;
  private final ShellSync sync;
  private final KnownMembers known;
  private final Recoveries recoveries;
  private final HomeShare shared;
  private final Runnable networkChanged;
  private final Runnable peopleChanged;
  private final ShellDesk desk;

  /// Names by key, for threads that cannot ask the loop.
  private final Map<MemberKey, String> names = new ConcurrentHashMap<>();

  private volatile Ending ending = Ending.NONE;
  private volatile Runnable vacated = () -> {};

  /// Hears how an attempt to join ended: empty code when the member was let in.
  private @Nullable BiConsumer<String, String> joinEnded;

  /// Others whose libraries are taken. Belongs to the loop.
  private Set<MemberKey> sources = Set.of();

  /// What ends with this shell, if it is alone in its home.
  private Optional<HomeShare> home = Optional.empty();

  /// A shell that is alone in its home.
  public ShellRuntime(ShellParts parts, ShellSettings settings) {
    this(parts, settings, HomeShare.of(settings));
    home = Optional.of(shared);
  }

  /// @param shared by all shells of the home; closed by its owner
  ShellRuntime(ShellParts parts, ShellSettings settings, HomeShare shared) {
    Runnable mishap = new Mishap(parts.notices());
    ShellLoop loop = new ShellLoop(parts.identity().key().toString(), mishap);
    int cores = Runtime.getRuntime().availableProcessors();
    Facts facts = new Facts(parts.journal(), loop, parts.notices(), mishap);
    this.frame =
        new ShellFrame(
            parts,
            settings,
            loop,
            new Timers("shell-timers"),
            facts,
            new Workers("disk", 2, mishap),
            new Workers("intake", Math.min(INTAKE_THREADS_MAX, cores), mishap),
            new Workers("handshake", 1, mishap),
            new Counters(),
            new AuditTrail(parts.journal(), facts.thread(), this::name),
            shared.memory(),
            shared.upload(),
            shared.download(),
            shared.looks(),
            mishap,
            shared.tidying());
    this.membership = new ShellMembership(frame, shared.people(), new MembershipGlue());
    this.sync = new ShellSync(frame, new SyncGlue());
    this.links = new ShellLinks(frame, new LinkGlue());
    this.known = new KnownMembers(frame, shared.people());
    this.recoveries = new Recoveries(frame, new RecoveryGlue(this));
    this.shared = shared;
    this.peopleChanged = () -> frame.loop().post(membership::peopleChanged);
    this.networkChanged = () -> frame.loop().post(this::renewLinks);
    this.desk = new ShellDesk(this);
  }

  /// The network has changed. What goes over a relay that is not there any more would be lost.
  /// Belongs to the loop.
  void renewLinks() {
    membership.place().networkChanged(reached -> links.wake(reached, WakeCause.NETWORK));
  }

  /// What people can ask for.
  public ShellControl control() {
    return desk;
  }

  /// What people can ask for about identities and receipts.
  ///
  /// @param protection the passphrase of the identity's file
  public ProofControl proofs(KeyProtection protection) {
    return new ProofDesk(this, protection);
  }

  /// Goes on where the last run ended. Waits for the journal.
  ///
  /// @throws IOException if the journal cannot be read
  public void start() throws IOException {
    if (home.isPresent()) {
      shared.people().load(frame.parts().journal());
      shared.network().start();
    }
    known.load(frame.parts().journal());
    recoveries.load(frame.parts().journal());
    membership.confirmed().load(frame.parts().journal());
    frame.loop().start();
    List<SharedLibrary> libraries = frame.parts().journal().libraries();
    List<ArchiveBook.Word> words = frame.parts().journal().archives().words();
    List<ArchiveBook.Recall> recalls = frame.parts().journal().archives().recalls();
    Map<Root, Long> brought = Presence.kept(frame.parts());
    boolean paused = frame.parts().journal().read(ShellDesk.PAUSED).isPresent();
    frame
        .loop()
        .post(() -> {
          sync.archives().load(words, recalls);
          sync.presence().load(brought);
          libraries.forEach(sync.libraries()::add);
          if (paused) {
            sync.pause(true);
          }
        });
    KeptShell.read(frame.parts().journal(), frame::warn)
        .ifPresent(kept -> frame.loop().post(() -> membership.enter(kept.record(), kept.log())));
    shared.people().tell(peopleChanged);
    shared.network().tell(networkChanged);
    desk.history().load();
  }

  @Override
  public void close() {
    shared.network().forget(networkChanged);
    shared.people().forget(peopleChanged);
    home.ifPresent(HomeShare::close);
    try {
      frame
          .loop()
          .ask(() -> {
            links.close(FaultCode.GOING_AWAY);
            recoveries.account().close();
            membership.close();
            return true;
          });
    } catch (IllegalStateException e) {
      LOG.warn("shell did not end in order", e);
    }
    frame.timers().close();
    frame.loop().close();
    sync.close();
    // What the store has begun for this shell is let go of.
    frame.disk().finish();
    frame.intake().close();
    frame.handshakes().close();
    frame.facts().close();
  }

  ShellDesk desk() {
    return desk;
  }

  /// The shell that this member is in, or about to be. Thread: any.
  Optional<ShellId> shellId() {
    return membership.record().map(ShellRecord::shell);
  }

  /// Name of the shell; empty while it is in none. Thread: any.
  String shellName() {
    return membership.record().map(record -> record.name().text()).orElse("");
  }

  /// How the shell ended that this member was in last. Thread: any.
  Ending ending() {
    return ending;
  }

  /// Runs on the loop whenever this member is durably in no shell any more.
  void onVacated(Runnable then) {
    vacated = then;
  }

  /// How a shell ended for this member.
  ///
  /// @param ownWish whether somebody here has left it
  /// @param durable whether it stays ended after a crash
  record Ending(boolean ownWish, boolean durable) {
    static final Ending NONE = new Ending(true, true);
  }

  ShellFrame frame() {
    return frame;
  }

  KnownMembers known() {
    return known;
  }

  ShellMembership membership() {
    return membership;
  }

  ShellLinks links() {
    return links;
  }

  ShellSync sync() {
    return sync;
  }

  Recoveries recoveries() {
    return recoveries;
  }

  /// The display name of a member. Thread: any.
  String name(MemberKey member) {
    return names.getOrDefault(member, member.toString());
  }

  /// Tells how the next attempt to join ends. Belongs to the loop.
  void onJoinEnded(BiConsumer<String, String> then) {
    joinEnded = then;
  }

  private boolean isRelayThere() {
    return membership.place().star().filter(Star::isConnected).isPresent();
  }

  private void joinEnded(String code, String sentence) {
    BiConsumer<String, String> then = joinEnded;
    joinEnded = null;
    if (then != null) {
      then.accept(code, sentence);
    }
  }

  private final class MembershipGlue implements ShellMembership.MembershipUse {
    @Override
    public void changed(LogState state) {
      state.members().forEach((key, member) -> names.put(key, member.name().text()));
      Set<MemberKey> others = new TreeSet<>(state.members().keySet());
      others.remove(frame.self());
      others.removeAll(membership.blocks().all());
      Set<MemberKey> sharers = others.stream().filter(state::mayShare).collect(Collectors.toSet());
      Set<MemberKey> gone = new HashSet<>(sources);
      gone.removeAll(sharers);
      gone.forEach(sync::forget);
      sources = sharers;
      known.meet(names(state, others));
      sync.enter(state.shell(), sharers);
      recoveries.enter(state.shell(), state.members().keySet());
      links.members(others);
      membership.place().rescues().members(others);
    }

    private static Map<MemberKey, DisplayName> names(LogState state, Set<MemberKey> others) {
      Map<MemberKey, DisplayName> names = new LinkedHashMap<>();
      state
          .members()
          .forEach((key, member) -> {
            if (others.contains(key)) {
              names.put(key, member.name());
            }
          });
      return names;
    }

    @Override
    public void recalled(Root root, String reason) {
      sync.archives().recall(root, reason);
    }

    @Override
    public void recallLifted(Root root) {
      sync.archives().lift(root);
    }

    @Override
    public void trusted(MemberKey member) {
      links.trusted(member);
    }

    @Override
    public void removed(Set<MemberKey> gone) {
      links.drop(gone);
    }

    @Override
    public boolean tellOnLink(MemberKey to, Bytes message) {
      Exchange exchange = links.exchange(to);
      if (exchange != null) {
        exchange.tell(message);
      }
      return exchange != null;
    }

    @Override
    public Set<MemberKey> linked() {
      return links.linked();
    }

    @Override
    public String name(MemberKey member) {
      return ShellRuntime.this.name(member);
    }

    @Override
    public void left() {
      links.members(Set.of());
      sync.leave(Set.copyOf(names.keySet()));
      recoveries.leave();
      sources = Set.of();
      names.clear();
    }

    @Override
    public void present(Set<MemberKey> present) {
      if (!isRelayThere()) {
        links.relayLost(present);
      }
      links.present(present);
    }

    @Override
    public void presence(MemberKey member, boolean present) {
      links.presence(member, present);
    }

    @Override
    public void signalCame(MemberKey from, SignalMessage message) {
      links.signalCame(from, message);
    }

    @Override
    public void joined(String shellName) {
      frame.tell("You are in the shell '" + shellName + "'.");
      joinEnded("", shellName);
    }

    @Override
    public void forgotten() {
      ending = new Ending(ending.ownWish(), true);
      vacated.run();
    }

    @Override
    public void ended(String code, String sentence) {
      ending = new Ending(code.isEmpty(), false);
      if (code.isEmpty()) {
        joinEnded("JOIN_CANCELLED", "The shell was left before its owner had answered.");
      } else {
        frame.warn(code, sentence);
        joinEnded(code, sentence);
      }
    }
  }

  private final class LinkGlue implements ShellLinks.LinkUse {
    @Override
    public void signal(MemberKey to, SignalMessage message) {
      membership.place().way(to).ifPresent(star -> star.send(to, message));
    }

    @Override
    public void reconnect(MemberKey to, long generation, SignalMessage message) {
      membership.place().way(to).ifPresent(star -> star.reconnect(to, generation, message));
    }

    @Override
    public boolean isPresent(MemberKey member) {
      return membership.place().isPresent(member);
    }

    @Override
    public Optional<Standing> standing() {
      return membership.standing();
    }

    @Override
    public boolean isRelayThere() {
      return ShellRuntime.this.isRelayThere();
    }

    @Override
    public Recoveries recoveries() {
      return recoveries;
    }

    @Override
    public void standingDiffers(MemberKey peer) {
      membership.standingDiffers(peer);
    }

    @Override
    public Exchange begin(LinkSession session, boolean leading) {
      return sync.begin(session, leading);
    }

    @Override
    public void changed(MemberKey peer) {
      membership.confirmed().linkChanged(peer, frame.wallTime());
      sync.linkChanged(peer);
    }

    @Override
    public void warn(String code, String sentence) {
      frame.warn(code, sentence);
    }

    @Override
    public String name(MemberKey member) {
      return ShellRuntime.this.name(member);
    }
  }

  private final class SyncGlue implements ShellSync.SyncUse {
    @Override
    public Map<MemberKey, Exchange> exchanges() {
      return links.exchanges();
    }

    @Override
    public @Nullable Exchange exchange(MemberKey peer) {
      return links.exchange(peer);
    }

    @Override
    public void accuse(MemberKey peer, long generation, PeerFault fault) {
      links.accuse(peer, generation, fault);
    }

    @Override
    public DisplayName shellName() {
      return membership
          .record()
          .map(ShellRecord::name)
          .orElseThrow(() -> new IllegalStateException("in no shell"));
    }

    @Override
    public void greeted(MemberKey peer) {
      membership.linkBegins(peer);
    }

    @Override
    public void membershipCame(MemberKey peer, Bytes message) {
      membership.toldOnLink(peer, message);
    }

    @Override
    public Recoveries recoveries() {
      return recoveries;
    }

    @Override
    public long epoch() {
      return membership.standing().map(Standing::epoch).orElse(0L);
    }

    @Override
    public void badChunk(MemberKey peer) {
      links.badChunk(peer);
    }

    @Override
    public String name(MemberKey member) {
      return ShellRuntime.this.name(member);
    }
  }
}
