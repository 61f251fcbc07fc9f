package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.control.RescueControl;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Endpoint;
import dev.starshell.syncshell.membership.RecoveryCode;
import dev.starshell.syncshell.membership.RecoveryCode.Genuine;
import dev.starshell.syncshell.membership.RecoveryCode.Given;
import dev.starshell.syncshell.membership.RecoveryTicket;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.runtime.Rescue.Way;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Makes and uses recovery codes. Thread: a virtual thread of the host for each request; what
/// concerns the shell's state is asked of its loop.
final class RescueDesk implements RescueControl {
  private final ShellRuntime shell;
  private final ShellFrame frame;
  private final ShellViews views;

  RescueDesk(ShellRuntime shell, ShellViews views) {
    this.shell = shell;
    this.frame = shell.frame();
    this.views = views;
  }

  private Rescues rescues() {
    return shell.membership().place().rescues();
  }

  // Making one

  @Override
  public Answer<RescueCodeView> make(Optional<String> member, Duration validFor) {
    Bytes secret = Chance.bytes(RecoveryTicket.SECRET_BYTES);
    Instant notAfter = frame.wallTime().truncatedTo(ChronoUnit.SECONDS).plus(validFor);
    Digest hash = RecoveryTicket.hashOf(secret);
    Answer<Way> planned =
        frame
            .loop()
            .ask(() ->
                plan(member)
                    .then(friend ->
                        Answer.ok(new Way(shellId(), frame.self(), friend, hash, notAfter))));
    return planned.then(way -> open(way, secret));
  }

  private ShellId shellId() {
    return shell.membership().state().map(LogState::shell).orElseThrow();
  }

  private Answer<Optional<MemberKey>> plan(Optional<String> member) {
    if (shell.membership().state().isEmpty()) {
      return Answers.noShell();
    }
    if (isFull()) {
      return full();
    }
    return views
        .memberIfNamed(member)
        .then(friend -> friend.isEmpty() ? Answer.ok(friend) : linkWanted(friend.get()));
  }

  private boolean isFull() {
    return rescues().all().stream().filter(Rescue::isMade).count() >= Limits.RECOVERY_CODES_MAX;
  }

  private static <T> Answer<T> full() {
    return Answer.no(
        RefusalCode.RECOVERY_CODES_FULL.name(),
        "There are "
            + Limits.RECOVERY_CODES_MAX
            + " recovery codes already, the most there can be. 'sync recovery codes' lists them,"
            + " 'sync recovery code --cancel' ends them.");
  }

  /// A member that there is no link to, and is to be one.
  private Answer<Optional<MemberKey>> linkWanted(MemberKey other) {
    String name = shell.name(other);
    if (other.equals(frame.self())) {
      return Answer.no("MEMBER_IS_SELF", "That is this member itself. Name the one to reach.");
    }
    if (shell.membership().blocks().has(other)) {
      return Answer.no(
          "MEMBER_BLOCKED", name + " is blocked here. 'sync unblock " + name + "' takes it back.");
    }
    if (shell.links().isLinked(other)) {
      return Answer.no(
          RefusalCode.LINK_STANDS.name(),
          "The link to "
              + name
              + " is there, so no recovery code is needed. 'sync transfers' shows what is left.");
    }
    return Answer.ok(Optional.of(other));
  }

  private Answer<RescueCodeView> open(Way way, Bytes secret) {
    Rescue rescue = new Rescue(frame, rescues().use(), way);
    HostedStar hosted;
    try {
      hosted = frame.parts().signalling().host(rescue.id(), rescue::knock);
    } catch (SignalFailure e) {
      return Answer.no(e.code(), e.sentence() + " Or let your friend make the code.");
    }
    List<Endpoint> endpoints = Star.endpoints(hosted);
    Answer<Rescue> served = endpoints.isEmpty() ? nowhere() : served(rescue, way, hosted);
    if (served instanceof Answer.No<Rescue>) {
      hosted.close();
    }
    byte[] pin = hosted.pin();
    return served.then(made -> Answer.ok(given(made, way, secret, pin, endpoints)));
  }

  private static <T> Answer<T> nowhere() {
    return Answer.no(
        "RELAY_FAILED",
        "This host knows no address at which others reach it. Set 'relay.advertise' in"
            + " host.yaml, or let your friend make the code.");
  }

  /// Has the code wait for whoever uses it. If that cannot be told, nobody is given the code, so
  /// nothing of it stays.
  private Answer<Rescue> served(Rescue rescue, Way way, HostedStar hosted) {
    AtomicBoolean isDropped = new AtomicBoolean();
    boolean isKnown = false;
    try {
      Answer<Rescue> served =
          frame.loop().ask(() -> isDropped.get() ? Answers.noShell() : serve(rescue, way, hosted));
      isKnown = true;
      return served;
    } finally {
      if (!isKnown) {
        isDropped.set(true);
        hosted.close();
        // The loop may be at it just now.
        frame.timers().start(rescue, Duration.ZERO, () -> frame.loop().post(rescue::close));
      }
    }
  }

  private Answer<Rescue> serve(Rescue rescue, Way way, HostedStar hosted) {
    if (!Optional.of(way.shell()).equals(shell.shellId())) {
      return Answers.noShell();
    }
    if (isFull()) {
      return full();
    }
    rescues().add(rescue);
    rescue.serve(hosted);
    return Answer.ok(rescue);
  }

  private RescueCodeView given(
      Rescue rescue, Way way, Bytes secret, byte[] pin, List<Endpoint> endpoints) {
    RecoveryTicket ticket =
        new RecoveryTicket(
            RecoveryTicket.hint(way.shell().digest().toBytes()),
            RecoveryTicket.hint(way.maker().toBytes()),
            way.friend().map(MemberKey::toBytes).map(RecoveryTicket::hint),
            secret,
            way.notAfter(),
            Digest.of(pin),
            endpoints);
    return new RescueCodeView(
        RecoveryCode.write(frame.parts().identity(), way.shell(), way.friend(), ticket),
        rescue.id().toString(),
        way.friend().map(shell::name).orElse(""),
        way.notAfter().toEpochMilli(),
        endpoints.stream().map(Endpoint::toString).toList());
  }

  // Using one

  @Override
  public Answer<String> use(String code) {
    return switch (RecoveryCode.read(code)) {
      case Verdict.Refused<Given> refused -> Answers.no(refused.refusal());
      case Verdict.Accepted<Given>(Given given) ->
          frame.loop().ask(() -> judged(given).then(this::begun)).then(this::awaited);
    };
  }

  private Answer<Genuine> judged(Given given) {
    Optional<LogState> state = shell.membership().state();
    if (state.isEmpty()) {
      return Answers.noShell();
    }
    RecoveryCode.Reader reader =
        new RecoveryCode.Reader(state.get().shell(), frame.self(), state.get().members().keySet());
    return switch (RecoveryCode.judge(given, reader, frame.wallTime())) {
      case Verdict.Refused<Genuine> refused -> Answers.no(refused.refusal());
      case Verdict.Accepted<Genuine>(Genuine genuine) ->
          linkWanted(genuine.maker()).then(_ -> Answer.ok(genuine));
    };
  }

  private Answer<Rescue> begun(Genuine genuine) {
    RecoveryTicket ticket = genuine.ticket();
    Way way =
        new Way(
            shellId(),
            genuine.maker(),
            Optional.of(frame.self()),
            RecoveryTicket.hashOf(ticket.secret()),
            ticket.notAfter());
    Rescue rescue = new Rescue(frame, rescues().use(), way);
    if (rescues().find(rescue.id()).isPresent()) {
      return Answer.no(
          RefusalCode.RECOVERY_CODE_USED.name(),
          "This recovery code is in use here already. 'sync recovery codes' shows how far it is.");
    }
    if (rescues().all().stream().filter(one -> !one.isMade()).count()
        >= Limits.RECOVERY_CODES_MAX) {
      return full();
    }
    rescues().add(rescue);
    rescue.join(ticket);
    return Answer.ok(rescue);
  }

  /// The relay's answer; if it takes long, it is awaited in the background.
  private Answer<String> awaited(Rescue rescue) {
    try {
      return rescue.joined().get(Answers.WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answers.interrupted();
    } catch (TimeoutException e) {
      Answer<String> pending =
          Answer.ok(
              "The host of the code's maker has not answered yet. It is tried on; 'sync recovery"
                  + " codes' shows how far it is, and a notice says if it cannot be reached.");
      return rescue.joined().complete(pending) ? pending : rescue.joined().getNow(pending);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  // All of them

  @Override
  public List<RescueView> codes() {
    return frame.loop().ask(() -> rescues().all().stream().map(this::view).toList());
  }

  private RescueView view(Rescue rescue) {
    return new RescueView(
        rescue.id().toString(),
        rescue.isMade(),
        rescue.meant().map(shell::name).orElse(""),
        rescue.word(),
        rescue.until().toEpochMilli());
  }

  @Override
  public Answer<String> cancel() {
    int ended =
        frame
            .loop()
            .ask(() -> {
              List<Rescue> all = rescues().all();
              all.forEach(Rescue::close);
              return all.size();
            });
    return Answer.ok(
        ended == 0
            ? "There are no recovery codes."
            : (ended == 1 ? "1 recovery code is" : ended + " recovery codes are")
                + " ended. Links that stand go on.");
  }
}
