package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier.SecureListener;
import dev.starshell.syncshell.control.ChannelView;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.Pair;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkEvent;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.TransferMessage.Goodbye;
import dev.starshell.syncshell.recovery.LossCause;
import dev.starshell.syncshell.recovery.Reach;
import dev.starshell.syncshell.recovery.WakeCause;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The links to all other members of the shell. Belongs to the shell's loop.
final class ShellLinks {
  private static final Logger LOG = LoggerFactory.getLogger(ShellLinks.class);

  private final ShellFrame frame;
  private final LinkUse use;
  private final LinkRefusals refusals;
  private final Map<MemberKey, PeerLink> links = new TreeMap<>();

  private final HandshakeRoom handshakes = new HandshakeRoom();

  /// Members whose link waits for the journal.
  private final Set<MemberKey> opening = new HashSet<>();

  /// Signals of members whose link waits for the journal.
  private final EarlySignals early = new EarlySignals();

  private final PeerQuarantine quarantine = new PeerQuarantine();

  /// What the links are used for.
  interface LinkUse {
    /// Sends a signed message through the relay.
    void signal(MemberKey to, SignalMessage message);

    /// The same; the relay keeps it for a while for a member that is away.
    void reconnect(MemberKey to, long generation, SignalMessage message);

    /// Whether the relay reports a member.
    boolean isPresent(MemberKey member);

    /// What this side knows of the shell; empty when it is in none.
    Optional<Standing> standing();

    Exchange begin(LinkSession session, boolean leading);

    /// Whether the relay is there.
    boolean isRelayThere();

    Recoveries recoveries();

    /// A link was bound or lost, or looks different.
    void changed(MemberKey peer);

    /// A member knows something else of the shell than this one.
    void standingDiffers(MemberKey peer);

    /// Something for people to know.
    void warn(String code, String sentence);

    String name(MemberKey member);
  }

  ShellLinks(ShellFrame frame, LinkUse use) {
    this.frame = frame;
    this.use = use;
    this.refusals = new LinkRefusals(frame.audit());
  }

  /// Makes a link to each of these members and ends all others. To be called whenever more is known
  /// of the shell, even if its members are the same.
  void members(Set<MemberKey> others) {
    for (MemberKey gone : new HashSet<>(links.keySet())) {
      if (!others.contains(gone)) {
        PeerLink link = links.remove(gone);
        if (link != null) {
          link.close();
        }
        refusals.forget(gone);
        use.changed(gone);
      }
    }
    for (MemberKey other : others) {
      if (!links.containsKey(other) && opening.add(other)) {
        frame
            .facts()
            .ask(
                journal -> journal.generation(other).orElse(0),
                generation -> open(other, generation));
      }
    }
    opening.retainAll(others);
    List.copyOf(links.values()).forEach(PeerLink::standingChanged);
  }

  /// A member's log agrees with ours again.
  void trusted(MemberKey member) {
    PeerLink link = links.get(member);
    if (link != null) {
      link.trusted();
    }
  }

  /// Ends the links to these members; those that still belong get new ones.
  void drop(Set<MemberKey> gone) {
    Set<MemberKey> left = new HashSet<>(links.keySet());
    left.removeAll(gone);
    members(left);
  }

  private void open(MemberKey other, long generation) {
    if (!opening.remove(other)) {
      return;
    }
    Pair pair = new Pair(frame.parts().identity(), other);
    PeerLink link = new PeerLink(pair, generation, new Parts());
    links.put(other, link);
    if (use.isPresent(other)) {
      link.handle(new LinkEvent.PeerPresent());
    } else {
      // What an earlier process left is waited for from now on.
      link.wake(WakeCause.HEARD);
    }
    early.take(from -> from.equals(other), (_, message) -> link.signalCame(message));
  }

  /// The relay reports who is there now.
  void present(Set<MemberKey> present) {
    boolean isRelayThere = use.isRelayThere();
    List.copyOf(links.entrySet())
        .forEach(one -> {
          MemberKey member = one.getKey();
          if (isRelayThere && !present.contains(member) && !isQuarantined(member)) {
            one.getValue().left();
          } else {
            presence(member, present.contains(member));
          }
        });
  }

  void presence(MemberKey member, boolean present) {
    PeerLink link = links.get(member);
    if (link != null && !(present && isQuarantined(member))) {
      link.handle(present ? new LinkEvent.PeerPresent() : new LinkEvent.PeerAbsent());
    }
  }

  /// A signal about a link; from anybody but a member it changes nothing.
  void signalCame(MemberKey from, SignalMessage message) {
    if (isQuarantined(from)) {
      return;
    }
    PeerLink link = links.get(from);
    if (link != null) {
      link.signalCame(message);
    } else if (opening.contains(from)) {
      early.add(from, message);
    }
  }

  /// The relay is away: whoever has lost a link now has lost it with everybody, but for those who
  /// are there in another way.
  void relayLost(Set<MemberKey> present) {
    links.forEach((member, link) -> {
      if (!present.contains(member)) {
        link.recovery().relayLost();
      }
    });
  }

  /// Cuts all rests short.
  void wake(WakeCause by) {
    wake(_ -> true, by);
  }

  /// Cuts the rests of some links short.
  void wake(Predicate<MemberKey> which, WakeCause by) {
    List.copyOf(links.keySet()).stream().filter(which).forEach(member -> wake(member, by));
  }

  /// Cuts the rest of one link short.
  void wake(MemberKey member, WakeCause by) {
    PeerLink link = links.get(member);
    if (link != null && !isQuarantined(member)) {
      link.wake(by);
    }
  }

  /// When the link to a member is tried again; empty for no member.
  Optional<LinkRecovery> recovery(MemberKey member) {
    return Optional.ofNullable(links.get(member)).map(PeerLink::recovery);
  }

  /// Members that there is to be a link to.
  Set<MemberKey> peers() {
    return Set.copyOf(links.keySet());
  }

  /// The exchange of a bound link.
  @Nullable Exchange exchange(MemberKey member) {
    PeerLink link = links.get(member);
    return link == null ? null : exchange(link);
  }

  /// Whether the link to a member is bound.
  boolean isLinked(MemberKey member) {
    return exchange(member) != null;
  }

  private static @Nullable Exchange exchange(PeerLink link) {
    LinkSession session = link.boundSession();
    return session == null ? null : session.exchange();
  }

  /// Members whose link is bound.
  Set<MemberKey> linked() {
    return links.entrySet().stream()
        .filter(one -> exchange(one.getValue()) != null)
        .map(Map.Entry::getKey)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The exchanges of all bound links; to go through all, [#exchange] finds one.
  Map<MemberKey, Exchange> exchanges() {
    Map<MemberKey, Exchange> bound = new TreeMap<>();
    links.forEach((member, link) -> {
      Exchange exchange = exchange(link);
      if (exchange != null) {
        bound.put(member, exchange);
      }
    });
    return bound;
  }

  /// One word for a member's link.
  String word(MemberKey member) {
    PeerLink link = links.get(member);
    return link == null ? "offline" : link.word();
  }

  /// Whether a link is bound and nothing is held beside it.
  boolean isAlone(MemberKey member) {
    PeerLink link = links.get(member);
    return link != null && link.isSettled();
  }

  /// What is wrong with the link to a member, for people; empty when nothing is.
  String trouble(MemberKey member) {
    PeerLink link = links.get(member);
    return link == null ? "" : link.trouble();
  }

  List<ChannelView> channels() {
    List<ChannelView> views = new ArrayList<>();
    links.forEach((member, link) -> {
      LinkSession session = link.boundSession();
      if (session != null) {
        LinkMeter meter = session.meter();
        for (int channel = 0; channel < meter.channels(); channel++) {
          views.add(
              new ChannelView(
                  use.name(member),
                  channel,
                  session.association(channel),
                  channel == ControlOutbox.CHANNEL ? "control" : "data",
                  meter.sentBytes(channel),
                  meter.receivedBytes(channel)));
        }
      }
    });
    return views;
  }

  /// A chunk of this member did not have its hash. Three in ten minutes, and nothing is taken from
  /// it for an hour.
  void badChunk(MemberKey member) {
    if (quarantine.badChunk(member, System.nanoTime())) {
      use.warn(
          FaultCode.CHUNK_HASH_MISMATCH.name(),
          use.name(member)
              + " sent wrong data again and again. Nothing is taken from there for an hour.");
      frame.audit().add("FAULT", member, FaultCode.CHUNK_HASH_MISMATCH + ": quarantined");
      PeerLink link = links.get(member);
      LinkSession session = link == null ? null : link.boundSession();
      if (link != null && session != null) {
        endLink(
            link, session, new PeerFault(FaultCode.CHUNK_HASH_MISMATCH, "three bad chunks"), true);
      }
      frame
          .timers()
          .start(
              new QuarantineTimer(member),
              Limits.PEER_QUARANTINE.plusSeconds(1),
              () -> frame.loop().post(() -> presence(member, use.isPresent(member))));
    }
  }

  private record QuarantineTimer(MemberKey member) {}

  private boolean isQuarantined(MemberKey member) {
    return quarantine.has(member, System.nanoTime());
  }

  /// Says goodbye on every link and ends it.
  void close(FaultCode reason) {
    for (PeerLink link : links.values()) {
      LinkSession session = link.boundSession();
      if (session != null) {
        session.send(new Goodbye(reason));
      }
      link.close();
    }
    links.clear();
    opening.clear();
  }

  /// The peer broke the protocol: the link of this generation ends with its code.
  void accuse(MemberKey peer, long generation, PeerFault fault) {
    PeerLink link = links.get(peer);
    if (link == null || link.session(generation).isEmpty()) {
      return;
    }
    LOG.warn(
        "peer broke the protocol member={} code={} detail={}", peer, fault.code(), fault.detail());
    frame.audit().add("FAULT", peer, fault.code() + ": " + fault.detail());
    use.warn(
        fault.code().name(),
        "The link to "
            + use.name(peer)
            + " was closed because of what it sent. It is tried again by itself.");
    link.session(generation).ifPresent(session -> endLink(link, session, fault, false));
  }

  private static void endLink(
      PeerLink link, LinkSession session, PeerFault fault, boolean forGood) {
    session.send(new Goodbye(fault.code()));
    link.end(session.generation(), forGood, LossCause.PROTOCOL_FAULT);
  }

  private final class Parts implements LinkParts, LinkSession.SessionParts {
    @Override
    public int associations() {
      return frame.settings().associations();
    }

    @Override
    public int channels() {
      return frame.settings().channels();
    }

    @Override
    public void signal(MemberKey to, SignalMessage message) {
      use.signal(to, message);
    }

    @Override
    public void reconnect(MemberKey to, long generation, SignalMessage message) {
      use.reconnect(to, generation, message);
    }

    @Override
    public void raiseGeneration(MemberKey peer, long generation, Runnable then) {
      frame.facts().write(journal -> journal.raiseGeneration(peer, generation), then);
    }

    @Override
    public Optional<Standing> standing() {
      return use.standing();
    }

    @Override
    public boolean compute(MemberKey peer, Runnable task) {
      return handshakes.compute(
          task, counted -> frame.handshakes().offer(peer.hashCode(), counted));
    }

    @Override
    public Bundle openBundle(BundleSettings wanted, Session keys, SecureListener listener) {
      return frame.carrier().open(wanted, keys, listener);
    }

    @Override
    public void refused(MemberKey peer, PeerFault fault) {
      if (LinkRefusals.isOfBothStandings(fault.code())) {
        use.standingDiffers(peer);
      }
      if (refusals.note(peer, fault)) {
        use.warn(
            fault.code().name(),
            "The link to "
                + use.name(peer)
                + ": "
                + FaultSentences.of(fault.code(), use.name(peer)));
      }
    }

    @Override
    public String trouble(MemberKey peer, FaultCode code) {
      return code + ": " + FaultSentences.of(code, use.name(peer));
    }

    @Override
    public LinkSession session(
        MemberKey peer, long generation, Bundle bundle, BundleSettings layout) {
      return new LinkSession(peer, generation, bundle, layout, this);
    }

    @Override
    public void changed(MemberKey peer) {
      use.changed(peer);
    }

    @Override
    public ShellLoop loop() {
      return frame.loop();
    }

    @Override
    public Timers timers() {
      return frame.timers();
    }

    @Override
    public Exchange begin(LinkSession session) {
      return use.begin(session, frame.self().compareTo(session.peer()) < 0);
    }

    @Override
    public void accuse(MemberKey peer, long generation, PeerFault fault) {
      ShellLinks.this.accuse(peer, generation, fault);
    }

    @Override
    public void goodbye(MemberKey peer, long generation, FaultCode reason) {
      LOG.info("peer said goodbye member={} reason={}", peer, reason);
      PeerLink link = links.get(peer);
      if (link != null) {
        boolean leaves = reason == FaultCode.GOING_AWAY;
        link.end(generation, leaves, leaves ? LossCause.PEER_AWAY : LossCause.DECLINED);
      }
    }

    @Override
    public void ended(MemberKey peer, long generation) {
      PeerLink link = links.get(peer);
      if (link != null) {
        link.end(generation, false, LossCause.CARRIER_FAILED);
      }
    }

    @Override
    public boolean isRelayThere() {
      return use.isRelayThere();
    }

    @Override
    public Reach reach(MemberKey peer) {
      return Reach.of(isQuarantined(peer), use.isRelayThere(), use.isPresent(peer));
    }

    @Override
    public Recoveries recoveries() {
      return use.recoveries();
    }

    @Override
    public LinkMemory memory() {
      return frame.memory();
    }

    @Override
    public Counters counters() {
      return frame.counters();
    }
  }
}
