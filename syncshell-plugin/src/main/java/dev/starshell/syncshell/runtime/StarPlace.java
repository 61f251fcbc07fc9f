package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.StarId;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Where the shell is: the connection to its star, and the relay if that is hosted here; beside it
/// the rescue stars, by which single members are reached while that star does not have them.
/// Belongs to the shell's loop.
final class StarPlace {
  /// How long a door that does not know this member is left alone, at first and at most.
  static final Duration KNOCK_AFTER = Duration.ofSeconds(1);

  static final Duration KNOCK_AFTER_MAX = Duration.ofMinutes(1);

  /// What such a door says: of a member that shows nothing, or the invite that it came in by.
  private static final Set<String> UNKNOWN_THERE =
      Set.of(
          RefusalCode.NOT_A_MEMBER.name(),
          RefusalCode.INVITE_REFUSED.name(),
          RefusalCode.INVITE_EXPIRED.name(),
          RefusalCode.INVITE_REVOKED.name(),
          RefusalCode.INVITE_SPENT.name());

  private final ShellFrame frame;
  private final RelayOpening relay;
  private final Star.StarEvents events;
  private final Rescues rescues;
  private @Nullable ShellRecord home;
  private @Nullable Star star;

  /// Connects to where it was connected last.
  private Runnable reconnect = () -> {};

  private Duration knockAfter = KNOCK_AFTER;

  /// @param door keeps the door of the relay that is hosted here
  StarPlace(
      ShellFrame frame,
      Hosting.DoorUse door,
      Star.StarEvents events,
      Function<MemberKey, String> names) {
    this.frame = frame;
    this.rescues = new Rescues(events, this::isAtStar, names);
    this.relay = new RelayOpening(frame, new Hosting(frame.loop(), door), this::opened);
    this.events = events;
  }

  RelayOpening relay() {
    return relay;
  }

  Optional<Star> star() {
    return Optional.ofNullable(star);
  }

  Rescues rescues() {
    return rescues;
  }

  /// Whether a relay reports a member.
  boolean isPresent(MemberKey member) {
    return isAtStar(member) || rescues.way(member).isPresent();
  }

  private boolean isAtStar(MemberKey member) {
    return star().filter(now -> now.present().contains(member)).isPresent();
  }

  /// All that a relay reports.
  Set<MemberKey> present() {
    Set<MemberKey> all = new HashSet<>(rescues.present());
    star().map(Star::present).ifPresent(all::addAll);
    return all;
  }

  /// The star for what goes to a member: the shell's own, unless only a rescue star has that
  /// member.
  Optional<Star> way(MemberKey to) {
    return isAtStar(to) ? star() : rescues.way(to).or(this::star);
  }

  /// This machine's network has changed: asks every relay whether it is still there.
  ///
  /// @param proven hears of each relay that is, by the members that are reached over it
  void networkChanged(Consumer<Predicate<MemberKey>> proven) {
    List<Star> all = new ArrayList<>(rescues.all().stream().map(Rescue::star).toList());
    star().ifPresent(all::add);
    for (Star one : all) {
      one.networkChanged(() -> proven.accept(to -> way(to).filter(one::equals).isPresent()));
    }
  }

  /// Connects to the relay that is hosted here, or opens it first.
  void goHome(ShellRecord entered) {
    home = entered;
    relay
        .hosted()
        .ifPresentOrElse(
            hosted -> connect(entered, List.of(hosted.localAddress())),
            () -> relay.open(entered.shell()));
  }

  /// Connects to the relay of another host. What is open here stays open: members that were away
  /// look for the shell here, and are told where it is now.
  ///
  /// @param signpost whether it is to be opened here again
  void goTo(ShellRecord entered, boolean signpost) {
    home = null;
    if (signpost && relay.hosted().isEmpty()) {
      relay.open(entered.shell());
    }
    connect(entered, entered.endpoints().stream().map(Star::address).toList());
  }

  /// A relay's door has turned this member away, though this log has it. If it is because the log
  /// there does not, that may be an older copy, which other members bring up to date: the door is
  /// knocked at again, ever more rarely.
  ///
  /// @return whether people are to be told: once, until this member is let in
  boolean turnedAway(String code) {
    if (!UNKNOWN_THERE.contains(code)) {
      return true;
    }
    boolean isFirst = knockAfter.equals(KNOCK_AFTER);
    Star refused = star;
    frame
        .timers()
        .start(
            new KnockTimer(this),
            spread(knockAfter),
            () ->
                frame
                    .loop()
                    .post(() -> {
                      if (refused != null && refused == star && !refused.isConnected()) {
                        reconnect.run();
                      }
                    }));
    Duration next = knockAfter.multipliedBy(2);
    knockAfter = next.compareTo(KNOCK_AFTER_MAX) > 0 ? KNOCK_AFTER_MAX : next;
    return isFirst;
  }

  /// Whoever else was turned away does not come in the same moment.
  private static Duration spread(Duration span) {
    return span.multipliedBy(ThreadLocalRandom.current().nextLong(50, 150)).dividedBy(100);
  }

  private record KnockTimer(StarPlace of) {}

  /// The relay's door has let this member in.
  void letIn() {
    knockAfter = KNOCK_AFTER;
  }

  private void connect(ShellRecord entered, List<RelayAddress> addresses) {
    reconnect = () -> connect(entered, addresses);
    if (star != null) {
      star.close();
    }
    Star connecting = new Star(entered.shell(), frame.parts().identity(), frame.loop(), events);
    star = connecting;
    connecting.connect(
        frame.parts().signalling(),
        StarId.of(entered.shell().digest().toBytes()),
        addresses,
        entered.relayPin().toBytes(),
        entered.joining().map(ShellRecord.Joining::credential).orElse(Bytes.EMPTY));
  }

  private void opened(HostedStar hosted) {
    ShellRecord entered = home;
    if (entered != null) {
      ShellRecord here =
          entered.belonging(entered.name(), Digest.of(hosted.pin()), Star.endpoints(hosted));
      connect(here, List.of(hosted.localAddress()));
    }
  }

  /// Whether this host serves the star, or did.
  boolean isServing() {
    return relay.hosted().isPresent();
  }

  /// Members whose star this host serves, and that are there.
  Set<MemberKey> served() {
    return isServing() && star != null ? Set.copyOf(star.present()) : Set.of();
  }

  /// Sends through the relay.
  ///
  /// @return false if the member is not there
  boolean send(MemberKey to, SignalMessage message) {
    Optional<Star> now =
        way(to).filter(found -> found.isConnected() && found.present().contains(to));
    now.ifPresent(found -> found.send(to, message));
    return now.isPresent();
  }

  /// `connected`, `connecting`, `none` or a code.
  String word() {
    return star == null ? relay.code() : star.word();
  }

  /// What people can do about it; empty when nothing is wrong.
  String sentence() {
    return star == null ? relay.sentence() : star.sentence();
  }

  void close() {
    home = null;
    knockAfter = KNOCK_AFTER;
    rescues.close();
    if (star != null) {
      star.close();
      star = null;
    }
    relay.close();
  }
}
