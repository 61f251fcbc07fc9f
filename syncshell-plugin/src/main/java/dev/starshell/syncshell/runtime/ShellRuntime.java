package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.KeyProtection;
import dev.starshell.syncshell.control.ProofControl;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.membership.Roster;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.membership.ShellRecordCodec;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
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
  private final ShellDesk desk;

  /// Names by key, for threads that cannot ask the loop.
  private final Map<MemberKey, String> names = new ConcurrentHashMap<>();

  /// Hears how an attempt to join ended: empty code when the member was let in.
  private @Nullable BiConsumer<String, String> joinEnded;

  public ShellRuntime(ShellParts parts, ShellSettings settings) {
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
            mishap);
    this.membership = new ShellMembership(frame, new MembershipGlue());
    this.sync = new ShellSync(frame, new SyncGlue());
    this.links = new ShellLinks(frame, new LinkGlue());
    this.known = new KnownMembers(frame);
    this.desk = new ShellDesk(this);
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
    known.load(frame.parts().journal());
    frame.loop().start();
    List<SharedLibrary> libraries = frame.parts().journal().libraries();
    boolean paused = frame.parts().journal().read(ShellDesk.PAUSED).isPresent();
    frame
        .loop()
        .post(() -> {
          libraries.forEach(sync.libraries()::add);
          if (paused) {
            sync.pause(true);
          }
        });
    Optional<Bytes> kept = frame.parts().journal().read(ShellMembership.RECORD);
    if (kept.isPresent()) {
      switch (ShellRecordCodec.read(kept.get())) {
        case Verdict.Accepted<ShellRecord> accepted ->
            frame.loop().post(() -> membership.enter(accepted.value()));
        case Verdict.Refused<ShellRecord> refused ->
            frame.warn(refused.refusal().code().name(), refused.refusal().sentence());
      }
    }
  }

  @Override
  public void close() {
    try {
      frame
          .loop()
          .ask(() -> {
            links.close(FaultCode.GOING_AWAY);
            membership.close();
            return true;
          });
    } catch (IllegalStateException e) {
      LOG.warn("shell did not end in order", e);
    }
    frame.timers().close();
    frame.loop().close();
    sync.close();
    frame.disk().close();
    frame.intake().close();
    frame.handshakes().close();
    frame.facts().close();
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

  /// The display name of a member. Thread: any.
  String name(MemberKey member) {
    return names.getOrDefault(member, member.toString());
  }

  /// Tells how the next attempt to join ends. Belongs to the loop.
  void onJoinEnded(BiConsumer<String, String> then) {
    joinEnded = then;
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
    public void members(Set<MemberKey> others) {
      Optional<Roster> roster = membership.roster();
      roster.ifPresent(
          now -> now.members().forEach(member -> names.put(member.key(), member.name().text())));
      roster.ifPresent(now -> known.meet(names(now, others)));
      Set<MemberKey> gone = new HashSet<>(names.keySet());
      gone.removeAll(others);
      gone.remove(frame.self());
      gone.forEach(member -> {
        sync.forget(member);
        names.remove(member);
      });
      roster.ifPresent(now -> sync.enter(now.shell(), others));
      links.members(others);
    }

    private static Map<MemberKey, DisplayName> names(Roster roster, Set<MemberKey> others) {
      Map<MemberKey, DisplayName> names = new LinkedHashMap<>();
      roster.members().stream()
          .filter(member -> others.contains(member.key()))
          .forEach(member -> names.put(member.key(), member.name()));
      return names;
    }

    @Override
    public void left() {
      links.members(Set.of());
      sync.leave(Set.copyOf(names.keySet()));
      names.clear();
    }

    @Override
    public void present(Set<MemberKey> present) {
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
    public void ended(String code, String sentence) {
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
      membership.star().ifPresent(star -> star.send(to, message));
    }

    @Override
    public boolean isPresent(MemberKey member) {
      return membership.star().map(star -> star.present().contains(member)).orElse(false);
    }

    @Override
    public Optional<Standing> standing() {
      return membership.standing();
    }

    @Override
    public Exchange begin(LinkSession session, boolean leading) {
      return sync.begin(session, leading);
    }

    @Override
    public void changed(MemberKey peer) {
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
