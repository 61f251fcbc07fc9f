package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.Doorkeeper.Admission;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.StarId;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.membership.RecoveryCode;
import dev.starshell.syncshell.membership.RecoveryTicket;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A star for two, on the relay of the member who made a recovery code: signals between the two go
/// over it while the shell's own star does not have the other. At the maker it also keeps the door.
/// Belongs to the shell's loop, but for [#knock].
final class Rescue implements Star.StarEvents, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);

  /// How often it is looked whether it is still needed.
  private static final Duration LOOK = Duration.ofSeconds(15);

  private static final Set<String> CLOSED_CODES = Set.of("STAR_UNKNOWN", "STAR_CLOSED");
  private static final Set<String> BUSY_CODES = Set.of("BUSY_RETRY", "RATE_LIMITED");

  private final ShellFrame frame;
  private final RescueUse use;
  private final Way way;
  private final StarId id;
  private final Star star;
  private final CompletableFuture<Answer<String>> joined = new CompletableFuture<>();
  private Optional<MemberKey> peer;

  /// When nobody is let in any more. How long is left is counted from the start, so that a wall
  /// clock that jumps neither opens the door again nor shuts it.
  private final Moment shut;

  private Moment until;
  private @Nullable HostedStar hosted;
  private boolean over;
  private boolean closed;

  /// Whether the shell's own star had the other at the last look.
  private boolean wasBack;

  /// What a rescue is there for.
  ///
  /// @param maker whose relay it is on
  /// @param friend the only one who may come; at the one who uses the code: that one
  /// @param notAfter when nobody is let in any more
  record Way(
      ShellId shell,
      MemberKey maker,
      Optional<MemberKey> friend,
      Digest secretHash,
      Instant notAfter) {}

  /// The shell as a rescue needs it. Belongs to the loop.
  interface RescueUse {
    /// Whether there is to be a link to a member.
    boolean isWanted(MemberKey member);

    /// Whether the shell's own star has a member.
    boolean isAtStar(MemberKey member);

    /// Another way to a member was found or lost.
    void presence(MemberKey member, boolean present);

    void signalCame(MemberKey from, SignalMessage message);

    /// It is over and forgotten.
    void closed(Rescue rescue);

    String name(MemberKey member);
  }

  private record LookTimer(StarId id) {}

  Rescue(ShellFrame frame, RescueUse use, Way way) {
    this.frame = frame;
    this.use = use;
    this.way = way;
    this.id = idOf(way);
    this.star = new Star(way.shell(), frame.parts().identity(), frame.loop(), this);
    this.peer = way.maker().equals(frame.self()) ? Optional.empty() : Optional.of(way.maker());
    this.shut = now().plus(Duration.between(frame.wallTime(), way.notAfter()));
    this.until = shut;
  }

  private static StarId idOf(Way way) {
    return StarId.of(RecoveryTicket.star(way.shell(), way.maker(), way.secretHash()).toBytes());
  }

  StarId id() {
    return id;
  }

  boolean isMade() {
    return way.maker().equals(frame.self());
  }

  /// The other one; empty while nobody has used the code.
  Optional<MemberKey> peer() {
    return peer;
  }

  /// The other one, or the only one who may be it.
  Optional<MemberKey> meant() {
    return peer.or(way::friend);
  }

  /// When it ends, as the clock on the wall will show it if it does not jump.
  Instant until() {
    return frame.wallTime().plus(until.since(now()));
  }

  /// `open`, `trying`, `joined` or `over`.
  String word() {
    if (over) {
      return "over";
    }
    return peer.filter(this::isPresent).isPresent()
        ? "joined"
        : isMade() && peer.isEmpty() ? "open" : "trying";
  }

  /// Whether a member can be reached this way now.
  boolean isPresent(MemberKey member) {
    return !over
        && peer.filter(member::equals).isPresent()
        && star.isConnected()
        && star.present().contains(member);
  }

  Star star() {
    return star;
  }

  /// Whether this member is let in, and why not. Completes when the relay has answered.
  CompletableFuture<Answer<String>> joined() {
    return joined;
  }

  /// Waits on the relay of this host for whoever has the code.
  void serve(HostedStar opened) {
    hosted = opened;
    star.connect(
        frame.parts().signalling(), id, List.of(opened.localAddress()), opened.pin(), Bytes.EMPTY);
    lookLater();
  }

  /// Goes to the relay of the code's maker.
  void join(RecoveryTicket ticket) {
    List<RelayAddress> addresses = ticket.endpoints().stream().map(Star::address).toList();
    star.connect(
        frame.parts().signalling(), id, addresses, ticket.relayPin().toBytes(), ticket.secret());
    lookLater();
  }

  // The door

  /// Thread: the relay's, one for each log-in.
  Admission knock(MemberId member, byte[] credential) {
    MemberKey key = MemberKey.of(member.toBytes());
    Digest shown = RecoveryTicket.hashOf(Bytes.copyOf(credential));
    return Hosting.ask(frame.loop(), key, answer -> answer.accept(decide(key, shown)));
  }

  private Admission decide(MemberKey key, Digest shown) {
    if (key.equals(frame.self())) {
      return new Admission.Admitted();
    }
    Optional<Refusal> why = refusal(key, shown);
    if (why.isPresent()) {
      LOG.info("recovery code refused star={} member={} code={}", id, key, why.get().code());
      return new Admission.Refused(why.get().code().name(), why.get().sentence());
    }
    if (peer.isEmpty()) {
      peer = Optional.of(key);
      until = now().plus(Limits.RESCUE_SERVES);
      frame.audit().add("RECOVERY_CODE_USED", key, id.toString());
      frame.tell(use.name(key) + " uses your recovery code; the link is being made.");
    }
    return new Admission.Admitted();
  }

  /// The secret first: who does not have it learns nothing else.
  private Optional<Refusal> refusal(MemberKey key, Digest shown) {
    if (closed || !MessageDigest.isEqual(shown.toBytes(), way.secretHash().toBytes())) {
      return refused(
          RefusalCode.RECOVERY_CODE_REFUSED,
          "What was shown does not fit the recovery code. Ask its maker for a new one.");
    }
    if (!use.isWanted(key)) {
      return refused(
          RefusalCode.NOT_A_MEMBER,
          "This key is not a member of the shell any more, or never was.");
    }
    if (way.friend().filter(only -> !only.equals(key)).isPresent()) {
      return refused(
          RefusalCode.RECOVERY_CODE_OTHERS,
          "This code was made for another member. Ask for one of your own.");
    }
    if (over || peer.filter(first -> !first.equals(key)).isPresent()) {
      return refused(
          RefusalCode.RECOVERY_CODE_USED,
          "This recovery code was used already, and each works once. Ask its maker for a new one:"
              + " 'sync recovery code'.");
    }
    return peer.isEmpty() && now().isAfter(shut)
        ? Optional.of(RecoveryCode.expired(way.notAfter()))
        : Optional.empty();
  }

  private static Optional<Refusal> refused(RefusalCode code, String sentence) {
    return Optional.of(new Refusal(code, sentence));
  }

  // What the star says

  @Override
  public void connected(Set<MemberKey> present) {
    if (!isMade()) {
      until = now().plus(Limits.RESCUE_SERVES);
      joined.complete(
          Answer.ok(
              "You are at "
                  + use.name(way.maker())
                  + "'s host by the code, and the link is being made. 'sync recovery list' shows"
                  + " what goes on."));
    }
    peer.filter(present::contains).ifPresent(one -> use.presence(one, true));
  }

  @Override
  public void presence(MemberKey member, boolean present) {
    if (peer.filter(member::equals).isPresent()) {
      use.presence(member, present);
    }
  }

  @Override
  public void signalCame(MemberKey from, SignalMessage message) {
    // A goodbye to the whole shell is said at its own star.
    if (peer.filter(from::equals).isPresent() && !(message instanceof SignalMessage.Left)) {
      use.signalCame(from, message);
    }
  }

  @Override
  public void disconnected(String code, String sentence, boolean willRetry) {
    peer.ifPresent(one -> use.presence(one, false));
    if (isMade()) {
      LOG.info("rescue star disconnected star={} code={} willRetry={}", id, code, willRetry);
      return;
    }
    if (willRetry && BUSY_CODES.contains(code)) {
      return;
    }
    boolean isFinal = !willRetry || CLOSED_CODES.contains(code);
    Answer.No<String> why = told(code, sentence, willRetry);
    boolean isHeard = joined.complete(why);
    if (!isHeard && !use.isAtStar(way.maker())) {
      frame.warn(why.code(), why.sentence());
    }
    if (isHeard || isFinal) {
      close();
    }
  }

  private Answer.No<String> told(String code, String sentence, boolean willRetry) {
    String maker = use.name(way.maker());
    if (CLOSED_CODES.contains(code)) {
      return new Answer.No<>(
          RefusalCode.RECOVERY_CODE_GONE.name(),
          maker
              + "'s host does not know this code any more: it was withdrawn, or that host has"
              + " started anew since. Ask for a new one: 'sync recovery code'.");
    }
    return willRetry
        ? new Answer.No<>(
            RefusalCode.RECOVERY_CODE_UNREACHABLE.name(),
            maker
                + "'s host cannot be reached. "
                + sentence
                + " Let "
                + maker
                + " forward the port of that host's relay and paste the code again; or make one"
                + " here ('sync recovery code') that "
                + maker
                + " uses, if your port can be reached. If that host has started anew since, its"
                + " code is over: ask for a new one.")
        : new Answer.No<>(code, sentence);
  }

  // Its end

  private static Moment now() {
    return new Moment(System.nanoTime());
  }

  private void lookLater() {
    frame.timers().start(new LookTimer(id), LOOK, () -> frame.loop().post(this::look));
  }

  /// Looks whether it is still needed.
  void look() {
    if (closed) {
      return;
    }
    boolean isBack = peer.filter(use::isAtStar).isPresent();
    if (isBack && wasBack && !over) {
      finish();
    }
    wasBack = isBack;
    if (until.isAfter(now())) {
      lookLater();
    } else {
      close();
    }
  }

  /// The shell's own star has the other again. The door stays a while, to say that the code was
  /// used.
  private void finish() {
    LOG.info("rescue star not needed any more star={}", id);
    over = true;
    until = isMade() ? shut : now();
    star.close();
    HostedStar serving = hosted;
    if (serving != null) {
      peer.ifPresent(one -> serving.dismiss(Star.idOf(one)));
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    frame.timers().stop(new LookTimer(id));
    boolean wasThere = peer.filter(this::isPresent).isPresent();
    star.close();
    HostedStar serving = hosted;
    if (serving != null) {
      serving.close();
    }
    joined.complete(
        Answer.no(
            RefusalCode.RECOVERY_CODE_GONE.name(), "The recovery code is not in use any more."));
    use.closed(this);
    if (wasThere) {
      peer.ifPresent(one -> use.presence(one, false));
    }
  }
}
